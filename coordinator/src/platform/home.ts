// The coordinator's folder: what lies where.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface HomePaths {
  readonly home: string;
  readonly database: string;
  readonly chunks: string;
  readonly identity: string;
  readonly lock: string;
  readonly adminToken: string;
  /** How the command line on this machine reaches the running coordinator. */
  readonly address: string;
  /** Session of a person who signed in from here, be it at another machine's coordinator. */
  readonly session: string;
}

export function homePaths(home: string): HomePaths {
  const root = resolve(home);
  return {
    home: root,
    database: join(root, 'coordinator.sqlite'),
    chunks: join(root, 'chunks'),
    identity: join(root, 'keys', 'coordinator.sealed'),
    lock: join(root, 'coordinator.lock'),
    adminToken: join(root, 'admin-token'),
    address: join(root, 'address.json'),
    session: join(root, 'session.json'),
  };
}

/** Creates the folder for its owner alone. */
export function makeHome(paths: HomePaths): void {
  mkdirSync(join(paths.home, 'keys'), { recursive: true, mode: 0o700 });
}
