/** Days of a year and of a month as a laboratory counts them: rounded to a whole day. */
const DAYS = { d: 1, m: 30.4375, y: 365.25 } as const;

const AGE = /^(\d{1,5})\s*([dmy])?$/i;

/** Days of `28`, `28 d`, `3 m` or `18 y`; null where it is none of these. Empty is the caller's. */
export function daysOf(text: string): number | null {
  const found = AGE.exec(text.trim());
  if (!found) return null;
  const unit = (found[2]?.toLowerCase() ?? 'd') as keyof typeof DAYS;
  return Math.round(Number(found[1]) * DAYS[unit]);
}

/** In years where they give exactly these days back, else in days. */
export function ageText(days: number): string {
  const years = Math.round(days / DAYS.y);
  return years >= 2 && Math.round(years * DAYS.y) === days ? `${years} y` : `${days} d`;
}
