import type { Permission } from '@critical-callout/domain/auth';
import type { ShortcutName } from './platform/shortcuts.ts';
import type { MessageId } from './platform/text.tsx';
import type { MarkName } from './ui/marks.tsx';

export type NavEntry = {
  to: string;
  label: MessageId;
  /** Who sees the entry; null is everybody who is signed in. The server decides again on each request. */
  permission: Permission | null;
  mark?: MarkName;
  /** One line of what it is for, where there is room for it. */
  hint?: MessageId;
  /** The key that leads here from everywhere. */
  shortcut?: ShortcutName;
  /** Only where the laboratory is in practice mode. */
  isOfPractice?: boolean;
};

/** The left rail. An entry is added together with its route, by the room that brings it. */
export const RAIL: readonly NavEntry[] = [
  { to: '/worklist', label: 'worklist.title', permission: 'worklist.read', mark: 'pending', shortcut: 'goWorklist' },
  { to: '/search', label: 'search.title', permission: 'worklist.read', mark: 'search', shortcut: 'goOrders' },
  { to: '/handover', label: 'handover.title', permission: 'callout.read', mark: 'handover', shortcut: 'goHandover' },
  { to: '/repeats', label: 'repeats.title', permission: 'worklist.read', mark: 'withdrawn' },
  { to: '/deliveries', label: 'deliveries.page', permission: 'deliveries.read', mark: 'mail', shortcut: 'goDeliveries' },
  { to: '/practice', label: 'practice.title', permission: 'callout.write', mark: 'calling', isOfPractice: true },
  { to: '/settings', label: 'settings.rail', permission: 'settings.read', mark: 'settings', shortcut: 'goSettings' },
];

/** The side list of the settings, in the order of the setup of a laboratory. */
export const SETTINGS: readonly NavEntry[] = [
  { to: '/settings/lab', label: 'lab.title', hint: 'hint.lab', permission: 'settings.read' },
  { to: '/settings/notification', label: 'settings.title', hint: 'hint.notification', permission: 'settings.read' },
  { to: '/settings/calls', label: 'calls.title', hint: 'hint.calls', permission: 'settings.read' },
  { to: '/settings/messages', label: 'messages.title', hint: 'hint.messages', permission: 'settings.read' },
  { to: '/settings/limits', label: 'limits.title', hint: 'hint.limits', permission: 'limits.read' },
  { to: '/settings/repeat-rules', label: 'repeats.rules', hint: 'hint.repeats', permission: 'limits.read' },
  { to: '/settings/contacts', label: 'directory.contacts', hint: 'hint.contacts', permission: 'directory.read' },
  { to: '/settings/on-call', label: 'directory.onCall', hint: 'hint.onCall', permission: 'directory.read' },
  { to: '/settings/policies', label: 'escalation.title', hint: 'hint.policies', permission: 'policies.read' },
  { to: '/settings/users', label: 'people.title', hint: 'hint.users', permission: 'users.read' },
  { to: '/settings/integration', label: 'ingest.title', hint: 'hint.integration', permission: 'messages.read' },
  { to: '/settings/templates', label: 'templates.title', hint: 'hint.templates', permission: 'templates.read' },
  { to: '/settings/health', label: 'health.title', hint: 'hint.health', permission: 'channels.test' },
  { to: '/setup', label: 'setup.title', hint: 'hint.setup', permission: 'settings.write' },
];
