// How long a request for erasure may take: a month under the GDPR (Art. 12(3)), fifteen working days by common practice under the PIPL (Art. 50).
import { z } from 'zod';

export const deadlineSchema = z
  .union([
    z.strictObject({ days: z.int().min(1).max(365) }),
    z.strictObject({
      workingDays: z.int().min(1).max(260).describe('Monday to Friday; public holidays are not known'),
    }),
  ])
  .default({ days: 30 });
export type Deadline = z.infer<typeof deadlineSchema>;

const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The UTC day, YYYY-MM-DD, of a moment. */
export function dayAt(ms: number): string {
  return dayOf(ms);
}

/** The last day in time for a request of this day. */
export function dueDay(requestedOn: string, deadline: Deadline): string {
  const start = startOf(requestedOn);
  if ('days' in deadline) return dayOf(start + deadline.days * DAY_MS);
  let at = start;
  for (let left = deadline.workingDays; left > 0;) {
    at += DAY_MS;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return dayOf(at);
}

/** Days from today until the last day in time; negative when it has passed. */
export function daysLeft(dueOn: string, today: string): number {
  return Math.round((startOf(dueOn) - startOf(today)) / DAY_MS);
}
