// The simulation can see: each invariant fails where a party is made to break it, within a few histories.
import fc from 'fast-check';
import { histories } from '../../support/protocol/history.js';
import { Broken } from '../../support/protocol/invariants.js';
import { plantedFaults, type Fault } from '../../support/protocol/planted-faults.js';
import { standInStage } from '../../support/protocol/stand-in-stage.js';

const SEED = 20_261_126;
/** A fault that needs a certain mishap to show takes some dozens. */
const MOST_HISTORIES = 100;

const stage = standInStage();
const told = fc.sample(histories, { seed: SEED, numRuns: MOST_HISTORIES });

/** @returns the invariants that were found broken in the first history that breaks any. */
async function firstBroken(fault: Fault): Promise<readonly number[]> {
  for (const history of told)
    try {
      await stage.tell(history, fault);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return error.promises.map(({ invariant }) => invariant);
    }
  return [];
}

test.each(Object.entries(plantedFaults))('%s: found', async (_, fault) => {
  expect(await firstBroken(fault)).toContain(fault.invariant);
});
