// Histories in which nothing stands in for anything: SEAL's ring with small parameters, X-Wing, every signature.
import { inProcessRing, systemEntropy } from '@chorale/crypto';
import { testHistories } from '../../support/protocol/stand-in-stage.js';
import { Stage } from '../../support/protocol/stage.js';
import { casesOf } from '../../support/soak.js';

const stage = new Stage(await inProcessRing(systemEntropy()));
afterAll(() => stage.close());
testHistories('the real ring and KEM', () => stage, casesOf(50, 40), 1);
