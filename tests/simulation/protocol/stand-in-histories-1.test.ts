// Half of the histories over stand-ins; the other half runs beside it, in a file of its own.
import { standInStage, testHistories } from '../../support/protocol/stand-in-stage.js';
import { casesOf } from '../../support/soak.js';

const stage = standInStage();
testHistories('stand-in arithmetic', () => stage, casesOf(1000, 2));
