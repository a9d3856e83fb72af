// A node's folder and commands, and coordinators to talk to, which stop after each test.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../../../support/temporary-folder.js';
import { runNode, type Ended } from './run-command.js';
import { StandInCoordinator } from './stand-in-coordinator.js';

export interface NodeFolder {
  readonly folder: string;
  readonly home: string;
  /** Path of its node.yaml. */
  readonly config: string;
  run(...args: string[]): Promise<Ended>;
  /** With `--json`; fails the test unless the command ends with 0. */
  runJson(...args: string[]): Promise<Record<string, unknown>>;
  /** Enrols as "quay" of Quay Ltd in region eu. */
  init(token: string, ...more: string[]): Promise<Ended>;
}

/** To be called at the top of a test file. */
export function commandTools(): {
  startCoordinator: () => Promise<StandInCoordinator>;
  newNode: () => NodeFolder;
} {
  const newFolder = temporaryFolders();
  const running: StandInCoordinator[] = [];
  afterEach(async () => {
    for (const coordinator of running.splice(0)) await coordinator.stop();
  });
  return {
    startCoordinator: async () => {
      const coordinator = await StandInCoordinator.start();
      running.push(coordinator);
      return coordinator;
    },
    newNode: () => nodeIn(newFolder()),
  };
}

function nodeIn(folder: string): NodeFolder {
  const home = join(folder, 'home');
  const run = (...args: string[]): Promise<Ended> => runNode(args, { CHORALE_HOME: home });
  return {
    folder,
    home,
    config: join(folder, 'node.yaml'),
    run,
    runJson: async (...args) => {
      const ended = await run(...args, '--json');
      expect(ended).toMatchObject({ code: 0 });
      return JSON.parse(ended.stdout) as Record<string, unknown>;
    },
    init: (token, ...more) =>
      run('init', '--invite', token, '--name', 'quay', '--region', 'eu', '--confirm', '--dev', ...more),
  };
}

/** 120 customers that fit the sample agreement; returns the path. */
export function writeData(folder: string): string {
  const rows = Array.from(
    { length: 120 },
    (_, index) => `card-${index},${index % 7},${index % 3 ? 'gold' : 'basic'},${index % 2}`,
  );
  const file = join(folder, 'customers.csv');
  writeFileSync(file, ['customer_id,orders,plan,returns', ...rows, ''].join('\n'));
  return file;
}

/** Matches a text that holds `part`. */
export function saying(part: string): unknown {
  return expect.stringContaining(part);
}
/** Matches a text that holds something like `pattern`. */
export function sayingLike(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
