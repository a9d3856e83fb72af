// The session of whoever signed in from this home: where, and by which token; readable by its owner alone.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { writeFileAtomically } from '../platform/atomic-file.js';
import { ConfigurationError, type Environment } from '../platform/config.js';
import { homePaths } from '../platform/home.js';

const sessionSchema = z.object({ url: z.string(), token: z.string() });
export type KeptSession = z.infer<typeof sessionSchema>;

export function readSession({ CHORALE_HOME }: Environment): KeptSession | undefined {
  const { session } = homePaths(CHORALE_HOME);
  if (!existsSync(session)) return undefined;
  const parsed = sessionSchema.safeParse(jsonOf(readFileSync(session, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError([`${session} is no session; delete it and sign in again`]);
}

/** Undefined for a text that is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function keepSession({ CHORALE_HOME }: Environment, kept: KeptSession): void {
  const { home, session } = homePaths(CHORALE_HOME);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileAtomically(session, `${JSON.stringify(kept)}\n`);
}

export function dropSession({ CHORALE_HOME }: Environment): void {
  rmSync(homePaths(CHORALE_HOME).session, { force: true });
}

/** @throws ConfigurationError for an address that passwords must not be sent to. */
export function requireSafeUrl(text: string): string {
  if (!URL.canParse(text)) throw new ConfigurationError([`--url: ${text} is no address`]);
  const { protocol, hostname, origin } = new URL(text);
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback))
    throw new ConfigurationError(['--url: passwords go over https:// only, or to this machine itself']);
  return origin;
}
