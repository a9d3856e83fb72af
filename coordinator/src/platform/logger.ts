// Structured logs on stderr; stdout is for results. Nothing that could be a secret has a field here.
import { pino, type Logger } from 'pino';

export type { Logger };

/** Fields that must never reach a log, should somebody log a request one day. */
const REDACTED = [
  'token',
  'authorization',
  'passphrase',
  'secret',
  '*.token',
  '*.authorization',
  '*.passphrase',
  '*.secret',
  'req.headers',
];

export function createLogger(level: string): Logger {
  return pino(
    { name: 'chorale-coordinator', level, redact: { paths: REDACTED, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: true }),
  );
}
