import type { Page } from 'playwright-core';

/** WCAG 2.2, 2.5.8: 24 by 24 pixels. A link within a sentence is as high as its line, and a box belongs to its label. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role="tab"], summary')]
      .filter(
        (element) =>
          element.checkVisibility() &&
          !element.closest('.visually-hidden, p, li, td, th, caption, [inert], [aria-hidden="true"]'),
      )
      .filter((element) => !(element instanceof HTMLInputElement && element.labels?.length))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
      .map(({ element, box }) => `${element.tagName} ${element.textContent?.slice(0, 30)}: ${box.width} by ${box.height}`),
  );

/** Elements that hide a part of their own words, and the page where it is wider than the window. */
export const clipped = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.querySelectorAll('body *')].filter(
        (one) => one.getBoundingClientRect().right > root.clientWidth + 1,
      );
      const names = wide.slice(0, 3).map((one) => `${one.tagName} ${one.className} ${one.textContent?.slice(0, 40)}`);
      found.push(`page: ${root.scrollWidth} of ${root.clientWidth} px, by ${names.join(' / ')}`);
    }
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const style = getComputedStyle(element);
      const isHiding = /hidden|clip/.test(style.overflowX) || /hidden|clip/.test(style.overflowY);
      // What only screen readers hear, what says its full words elsewhere, and a button at work are meant to hide theirs.
      if (
        !isHiding ||
        element.closest('.visually-hidden, [title], [aria-hidden="true"], select, input, textarea, [data-loading]')
      )
        continue;
      if (element.clientWidth < 4 || element.textContent?.trim() === '') continue;
      if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 4) {
        found.push(`${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)}`);
      }
    }
    return found;
  });

/** What the keyboard reaches and nothing marks as reached: on itself, on its label, or on what stands around it. */
export async function unmarkedFocus(page: Page): Promise<string[]> {
  // By the keyboard: a focus that came by a click is not marked.
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const lookOf = (element: Element): string => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(element);
      return [outlineStyle === 'none' ? '' : `${outlineWidth} ${outlineColor}`, boxShadow, borderColor, backgroundColor].join();
    };
    const around = (element: Element): Element[] =>
      [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement].filter(
        (one): one is Element => one instanceof Element,
      );
    const reached = document.querySelectorAll<HTMLElement>(
      'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]',
    );
    // Of a long table three of a kind tell as much as all of them.
    const seen = new Map<string, number>();
    const isOneOfFew = (element: Element): boolean => {
      const kind = `${element.tagName} ${element.className} ${element.parentElement?.className}`;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      return (seen.get(kind) ?? 0) <= 3;
    };
    return [...reached]
      .filter(isOneOfFew)
      .filter((element) => element.checkVisibility() && element.tabIndex >= 0 && !element.closest('[inert]'))
      .filter((element) => {
        (document.activeElement as HTMLElement | null)?.blur();
        const before = around(element).map(lookOf).join('|');
        element.focus({ preventScroll: true });
        return document.activeElement === element && around(element).map(lookOf).join('|') === before;
      })
      .map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`);
  });
}
