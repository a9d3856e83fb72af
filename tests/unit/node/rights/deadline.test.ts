import { dayAt, daysLeft, deadlineSchema, dueDay } from '../../../../client-node/src/rights/deadline.js';

test.each([
  ['2026-01-01', { days: 30 }, '2026-01-31'],
  ['2024-02-15', { days: 30 }, '2024-03-16'],
  // A Thursday: fifteen working days are three weeks.
  ['2026-11-26', { workingDays: 15 }, '2026-12-17'],
  ['2026-11-27', { workingDays: 1 }, '2026-11-30'],
  ['2026-11-28', { workingDays: 1 }, '2026-11-30'],
  ['2026-11-29', { workingDays: 5 }, '2026-12-04'],
])('asked for on %s, within %j, is due on %s', (requestedOn, deadline, due) => {
  expect(dueDay(requestedOn, deadline)).toBe(due);
});

test('a month is what nothing else is said about; other lengths are refused', () => {
  expect(deadlineSchema.parse(undefined)).toEqual({ days: 30 });
  for (const wrong of [{ days: 0 }, { workingDays: 1.5 }, { days: 1, workingDays: 1 }, {}, '30'])
    expect(deadlineSchema.safeParse(wrong).success).toBe(false);
});

test('the last day is in time, the day after is not', () => {
  expect(daysLeft('2026-01-31', '2026-01-31')).toBe(0);
  expect(daysLeft('2026-01-31', '2026-02-01')).toBe(-1);
  expect(daysLeft('2026-03-30', '2026-03-28')).toBe(2);
  expect(dayAt(Date.parse('2026-01-31T23:59:59Z'))).toBe('2026-01-31');
});
