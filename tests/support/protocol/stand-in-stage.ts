// Thousands of histories in minutes: everything is the product's own but the ring's arithmetic and the KEM (and
// OpenSSL signs where libsodium would).
import { systemEntropy } from '@chorale/crypto';
import { holdsFor, timeFor } from '../soak.js';
import { histories } from './history.js';
import { nativeSignatures } from './native-signatures.js';
import { Stage } from './stage.js';
import { standInKem } from './stand-in-kem.js';
import { standInRing } from './stand-in-ring.js';
import fc from 'fast-check';

/** With patience for busy machines. */
const MS_A_HISTORY = 10_000;

/** For the whole test file. */
export function standInStage(): Stage {
  standInKem();
  nativeSignatures();
  const stage = new Stage(standInRing(systemEntropy()));
  afterAll(() => stage.close());
  return stage;
}

/** Tells so many generated histories on a stage, other ones in each part; each must leave all invariants whole. */
export function testHistories(name: string, stage: () => Stage, cases: number, part = 0): void {
  test(
    `${cases} generated histories over ${name}: whatever is lost, late, repeated or killed, the invariants hold`,
    () =>
      holdsFor(
        name,
        fc.asyncProperty(histories, (history) => stage().tell(history)),
        cases,
        {},
        part,
      ),
    timeFor(cases, MS_A_HISTORY),
  );
}
