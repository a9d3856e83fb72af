// Rosters and the words of administrators: what is read of them is what somebody signed.
import {
  DecodeError,
  keyInRoster,
  openBallot,
  openKnownBallots,
  readRoster,
  roster as rosterMessage,
  rosterOfNodes,
  SignatureError,
  soundRoster,
} from '@chorale/crypto';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import {
  consentOf,
  coordinatorKey,
  federation,
  foundedBy,
  lineOf,
  voteOf,
} from '../../support/governance/people.js';
import { Refused } from './refused.js';

const founded = foundedBy('ash', 'beech', 'cedar');
const { roster } = founded;
const nodes = ['ash', 'beech'].map((name) => lineOf(name));
const rosters = [
  rosterMessage.encode(roster),
  rosterOfNodes.encode({ federation, version: 7, coordinatorKey, nodes }),
];
const ballots = [
  consentOf('ash', founded),
  voteOf('beech', { subject: founded.hash }),
  voteOf('cedar', { matter: 'study', subject: founded.hash, decision: 'reject', reason: 'no' }),
];
const made = new Set(ballots.map((bytes) => Buffer.from(bytes).toString('latin1')));
const keyOf = (signer: Parameters<typeof keyInRoster>[1]) => keyInRoster(roster, signer);

/** Nobody makes another ballot that opens. */
function requireMade(bytes: Uint8Array): undefined {
  if (!made.has(Buffer.from(bytes).toString('latin1'))) throw new Error('a ballot that nobody cast opens');
  return undefined;
}

export const governanceDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'readRoster',
    corpus: rosters,
    decode: (bytes) => {
      readRoster(bytes);
      return undefined;
    },
    refusals: [DecodeError],
  },
  {
    name: 'soundRoster',
    corpus: rosters,
    decode: (bytes) => {
      const { roster: read, isOfNodes } = soundRoster(bytes);
      return isOfNodes ? undefined : rosterMessage.encode(read);
    },
    refusals: [DecodeError],
  },
  {
    name: 'openBallot',
    corpus: ballots,
    decode: (bytes) => {
      openBallot(bytes, federation, keyOf);
      requireMade(bytes);
    },
    refusals: [DecodeError, SignatureError],
  },
  {
    name: 'openKnownBallots',
    corpus: ballots,
    decode: (bytes) => {
      if (openKnownBallots([bytes], federation, keyOf).length === 0) throw new Refused();
      requireMade(bytes);
    },
    refusals: [Refused],
  },
];
