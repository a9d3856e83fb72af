import type { Language } from '../privacy/statement.js';

/** Writes numbers as readers of a language expect them. */
export interface Formats {
  /** 0.7565: always four decimals. */
  readonly auc: (value: number) => string;
  /** +0.0312, with a true minus. */
  readonly difference: (value: number) => string;
  /** At most four significant digits; 1e-5 for what is very small. */
  readonly short: (value: number) => string;
  /** The same with its sign; a true minus. */
  readonly signed: (value: number) => string;
  /** 12.5 % of a share of 0.125; at most one decimal, more below a percent. */
  readonly percent: (value: number) => string;
  readonly count: (value: number) => string;
  /** 12.3 KB: three digits, steps of 1000. */
  readonly bytes: (value: number) => string;
  readonly seconds: (value: number) => string;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

export function formatsFor(language: Language): Formats {
  const of = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const format = new Intl.NumberFormat(language, options);
    return (value) => format.format(value);
  };
  const short = of({ maximumSignificantDigits: 4 });
  const shortOf = (value: number): string =>
    value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3).replace(/\.?0*e/, 'e') : short(value);
  const percent = of({ style: 'percent', maximumFractionDigits: 1 });
  const smallPercent = of({ style: 'percent', maximumSignificantDigits: 2 });
  const whole = of({ maximumFractionDigits: 0 });
  const three = of({ minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  return {
    auc: of({ minimumFractionDigits: 4, maximumFractionDigits: 4 }),
    difference: (value) => {
      const digits = of({ minimumFractionDigits: 4, maximumFractionDigits: 4 })(Math.abs(value));
      return `${value < 0 ? '−' : '+'}${digits}`;
    },
    short: shortOf,
    signed: (value) => `${value < 0 ? '−' : value > 0 ? '+' : ''}${shortOf(Math.abs(value))}`,
    percent: (value) => (Math.abs(value) < 0.01 ? smallPercent : percent)(value),
    count: whole,
    bytes: (value) => {
      let scaled = value;
      let unit = 0;
      while (scaled >= 999.5 && unit < byteUnits.length - 1) {
        scaled /= 1000;
        unit++;
      }
      return `${unit === 0 ? whole(scaled) : three(scaled)} ${byteUnits[unit]!}`;
    },
    seconds: (value) => `${of({ maximumFractionDigits: value < 10 ? 2 : 1 })(value)} s`,
  };
}
