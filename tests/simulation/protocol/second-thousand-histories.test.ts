// Goes on where first-thousand-histories.test.ts ends.
import { standInStage, testHistories } from '../../support/protocol/stand-in-stage.js';
import { casesOf } from '../../support/soak.js';

const stage = standInStage();
testHistories('stand-in arithmetic', () => stage, casesOf(1_000), 1);
