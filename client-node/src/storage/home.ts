// Where things lie in CHORALE_HOME. Nothing else in the node puts a path together.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface HomePaths {
  readonly home: string;
  readonly database: string;
  /** Held by the process that runs the node. */
  readonly lock: string;
  /** Process id of that process, for people. */
  readonly pid: string;
  readonly identity: string;
  /** Takes the place of the identity once the roster names it. */
  readonly nextIdentity: string;
  /** Chunks of contributions, a folder a round, until the round ends. */
  readonly rounds: string;
  /** Exported models, a folder a study. */
  readonly models: string;
  /** Of the scoring service: held by its process; its socket; the token for those who ask, and that token's hash. */
  readonly scoresLock: string;
  readonly scoresSocket: string;
  readonly scoresToken: string;
  readonly scoresTokenHash: string;
}

export function homePaths(home: string): HomePaths {
  const base = resolve(home);
  return {
    home: base,
    database: join(base, 'node.sqlite'),
    lock: join(base, 'node.lock'),
    pid: join(base, 'node.pid'),
    identity: join(base, 'keys', 'identity.sealed'),
    nextIdentity: join(base, 'keys', 'next-identity.sealed'),
    rounds: join(base, 'rounds'),
    models: join(base, 'models'),
    scoresLock: join(base, 'scores.lock'),
    scoresSocket: join(base, 'scores.sock'),
    scoresToken: join(base, 'scores.token'),
    scoresTokenHash: join(base, 'scores.token.sha256'),
  };
}

/** Creates a folder that only its owner may enter. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
