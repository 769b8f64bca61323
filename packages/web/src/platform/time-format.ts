/** How this person reads the clock; a module of its own because dates are also formatted outside components. */
let format: '24h' | '12h' = '24h';

export function setTimeFormat(next: '24h' | '12h'): void {
  format = next;
}

/** `14:02` → `2:02 pm` for who reads it so; seconds are kept. */
export function showClock(clock: string, seconds?: string): string {
  const rest = seconds === undefined ? '' : `:${seconds}`;
  if (format === '24h') return `${clock}${rest}`;
  const [hours = '0', minutes = '00'] = clock.split(':');
  const hour = Number(hours);
  return `${hour % 12 === 0 ? 12 : hour % 12}:${minutes}${rest} ${hour < 12 ? 'am' : 'pm'}`;
}
