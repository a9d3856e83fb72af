// Logs go to stderr: JSON lines for machines, plain lines where a person looks on.
import { onOneLine } from '@chorale/models/planning';
import { pino, type Logger } from 'pino';
import type { Surroundings } from './surroundings.js';

/** Never in a log, should somebody log an object that holds one. */
const SECRETS = ['passphrase', 'secret', 'secretKey', 'seed', 'token', 'invite', 'signature', 'headers'];

export function createLogger(level: string, { stderr, interactive }: Surroundings): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => stderr(interactive ? plainLine(line) : line) },
  );
}

/** `12:03:04 warn message (round 1a2b...)` of a log record. */
function plainLine(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown> & {
    err?: { message?: string };
  };
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${String(value).slice(0, 24)}`);
  const cause = err?.message === undefined ? [] : [err.message];
  const details = [...cause, ...facts];
  const tail = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return `${onOneLine(`${String(time).slice(11, 19)} ${String(level)} ${String(msg)}${tail}`)}\n`;
}
