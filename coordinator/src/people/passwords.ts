// Passwords of local accounts: argon2id in PHC form, and what a password must be like.
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Entropy } from '@chorale/crypto';
import { CoordinatorError } from '../platform/errors.js';

const FEWEST_CHARACTERS = 12;
const MOST_CHARACTERS = 256;
/** Of zxcvbn's 0 to 4: safely unguessable where the hash is slow. */
const LEAST_SCORE = 3;

// OWASP Password Storage Cheat Sheet (2025) asks for 19 MiB and two passes at least.
const COST = { memoryKib: 64 * 1024, passes: 2, parallelism: 1 } as const;
const [SALT_BYTES, TAG_BYTES] = [16, 32];

const derive = promisify(argon2);

/** Hashes take 64 MiB each: so many at a time, the others wait. */
const MOST_AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** @throws CoordinatorError `password-weak`, which says how to choose a better one. */
export async function requireStrongPassword(password: string, name: string): Promise<void> {
  if (password.length < FEWEST_CHARACTERS || password.length > MOST_CHARACTERS)
    throw new CoordinatorError(
      'password-weak',
      `a password has ${FEWEST_CHARACTERS} to ${MOST_CHARACTERS} characters; any characters will do`,
    );
  // The dictionaries take a moment and some megabytes: only who sets a password needs them.
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const { score } = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }).check(password, [name]);
  if (score < LEAST_SCORE)
    throw new CoordinatorError(
      'password-weak',
      'the password is easily guessed; take four or more unrelated words, or let a password manager choose',
    );
}

/** @returns PHC form: `$argon2id$v=19$m=65536,t=2,p=1$salt$tag`. */
export async function hashPassword(password: string, entropy: Entropy): Promise<string> {
  const salt = new Uint8Array(SALT_BYTES);
  entropy.fill(salt);
  const { memoryKib, passes, parallelism } = COST;
  const tag = await tagOf(password, salt, { memoryKib, passes, parallelism });
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** @param phc undefined where there is no such account: it takes as long and is false. */
export async function verifyPassword(password: string, phc: string | undefined): Promise<boolean> {
  const stored = phc === undefined ? NOBODY : parse(phc);
  const tag = await tagOf(password, stored.salt, stored);
  return timingSafeEqual(tag, stored.tag) && phc !== undefined;
}

interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}
interface StoredPassword extends Cost {
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

const NOBODY: StoredPassword = {
  ...COST,
  salt: new Uint8Array(SALT_BYTES),
  tag: new Uint8Array(TAG_BYTES),
};

function parse(phc: string): StoredPassword {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!parts) throw new Error('a stored password hash is not in the form that this program writes');
  return {
    memoryKib: Number(parts[1]),
    passes: Number(parts[2]),
    parallelism: Number(parts[3]),
    salt: Buffer.from(parts[4]!, 'base64'),
    tag: Buffer.from(parts[5]!, 'base64'),
  };
}

async function tagOf(password: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  if (running < MOST_AT_ONCE) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await derive('argon2id', {
      // The same characters typed on another keyboard are the same password.
      message: Buffer.from(password.normalize('NFKC')),
      nonce: salt,
      memory: cost.memoryKib,
      passes: cost.passes,
      parallelism: cost.parallelism,
      tagLength: TAG_BYTES,
    });
  } finally {
    const next = waiting.shift();
    // Whoever waits takes the place over.
    if (next) next();
    else running -= 1;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
