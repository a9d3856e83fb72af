// The other half of the histories over stand-ins, in a file of its own so that it runs beside the first on another core.
import { standInStage, testHistories } from '../../support/protocol/stand-in-stage.js';
import { casesOf } from '../../support/soak.js';

const stage = standInStage();
testHistories('stand-in arithmetic', () => stage, casesOf(1_000), 1);
