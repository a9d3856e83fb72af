// Days of moments that others read off their clocks.
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'UTC',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** @param at milliseconds since 1970. @returns `YYYY-MM-DD`, UTC. */
export function dayOf(at: number): string {
  return format.format(at);
}
