// The other half: jest gives each file a core.
import { standInStage, testHistories } from '../../support/protocol/stand-in-stage.js';
import { casesOf } from '../../support/soak.js';

const stage = standInStage();
testHistories('stand-in arithmetic', () => stage, casesOf(1000, 2));
