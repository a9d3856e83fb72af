import type { Check } from '../../features/check-data.js';

export type { Check };

export function passed(name: string, detail: string): Check {
  return { name, ok: true, warning: false, detail };
}
export function warned(name: string, detail: string, remedy: string): Check {
  return { name, ok: true, warning: true, detail, remedy };
}
export function failed(name: string, detail: string, remedy: string): Check {
  return { name, ok: false, warning: false, detail, remedy };
}

/** The check that an error of ours makes; its message holds the remedy already. */
export function failedBy(name: string, error: unknown): Check {
  return { name, ok: false, warning: false, detail: error instanceof Error ? error.message : String(error) };
}
