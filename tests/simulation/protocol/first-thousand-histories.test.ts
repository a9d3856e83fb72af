// Half of the histories over stand-ins: the same every time here, new ones under `npm run soak -- simulation`.
import { standInStage, testHistories } from '../../support/protocol/stand-in-stage.js';
import { casesOf } from '../../support/soak.js';

const stage = standInStage();
testHistories('stand-in arithmetic', () => stage, casesOf(1_000));
