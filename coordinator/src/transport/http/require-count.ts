import { CoordinatorError } from '../../platform/errors.js';

/** A parameter that counts something. @throws CoordinatorError `malformed`. */
export function requireCount(value: unknown): number {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value))
    throw new CoordinatorError('malformed', 'positions and counts are whole numbers, such as 0 or 42');
  return Number(value);
}
