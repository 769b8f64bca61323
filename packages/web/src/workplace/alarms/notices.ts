export type NoticeState = 'granted' | 'denied' | 'ask' | 'impossible';

/** Browsers show notices only for pages over HTTPS or on this computer. */
export function noticeState(): NoticeState {
  if (typeof Notification === 'undefined' || !window.isSecureContext) return 'impossible';
  return Notification.permission === 'default' ? 'ask' : Notification.permission;
}

export async function askForNotices(): Promise<NoticeState> {
  if (noticeState() === 'ask') await Notification.requestPermission();
  return noticeState();
}

/** Only while nobody looks at the page, and never with anything about a patient: others see the desktop too. */
export function showNotice(words: string): void {
  if (noticeState() !== 'granted' || (document.visibilityState === 'visible' && document.hasFocus())) return;
  const notice = new Notification(words, { tag: 'critical-callout', silent: true });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
}
