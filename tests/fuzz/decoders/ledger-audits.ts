// Entries of a verified ledger, whose payloads the coordinator wrote: what the audit lets pass is what recipients signed.
import {
  adoption,
  agreementHash,
  descriptor as descriptorMessage,
  FalseEntryError,
  firstRoster,
  LEDGER_FORMAT,
  namedShares,
  roster as rosterMessage,
  ROSTER_ENTRY,
  roundId,
  signMessage,
  studyId,
  type Descriptor,
  type Hash,
  type LedgerEntry,
  type LedgerPreamble,
  type StateHash,
} from '@chorale/crypto';
import { suspectsOf } from '@chorale/models';
import { LedgerAudit } from '../../../client-node/src/ledger/ledger-audit.js';
import type { FuzzedDecoder } from '../../support/fuzz/fuzz-decoder.js';
import { shopAgreement, shopStudy } from '../../support/real/shop-data.js';
import { descriptor as ungrouped, groups, nodes, roster } from '../../support/round/grouped-nodes.js';
import { Refused, textOf, utf8 } from './refused.js';

const coordinator = nodes[0]!.key;
const ledger: LedgerPreamble = {
  format: LEDGER_FORMAT,
  federation: ungrouped.federation,
  federationName: 't',
  coordinatorKey: Buffer.from(coordinator.publicKey).toString('hex'),
};
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

interface Line {
  readonly kind: string;
  readonly subject: string;
  readonly actor: string;
  readonly payload: unknown;
}
const line = (kind: string, subject: string, payload: unknown, actor = 'coordinator'): Line => ({
  ...{ kind, subject, actor, payload },
});

const agreementText = JSON.stringify({
  ...{ ...shopAgreement('exact', null), aggregation: ['sum', 'median'], poisoning: { excludeAbove: 8 } },
});
const agreement = agreementHash(utf8(agreementText));
const deadlines = { collectSeconds: 60, committeeSeconds: 30 };
const studyText = JSON.stringify({
  ...shopStudy('search', 'exact', deadlines),
  aggregation: { rule: 'median', groupSize: 4 },
  exclusions: { follows: null, searches: [], nodes: [] },
});
const study = studyId(utf8(studyText));

const opened: Descriptor = { ...ungrouped, agreement, study };
const round = roundId(descriptorMessage.encode(opened));
const state = '22'.repeat(32) as StateHash;
const groupScores = groups.map((_, group) => (group === 1 ? 1000 : 20));
const badShares = [{ member: opened.committee[2]!, malformed: false, groups: [1] }];
const words = nodes.map(({ id, key }) =>
  signMessage(adoption, key, round, {
    ...{ round, node: id, setRoot: '11'.repeat(32) as Hash, state, layout: new Uint8Array(), done: true },
    ...{ badShares, sumChecked: 1, sumWrong: false, leftOut: [], groupScores },
  }),
);
const scored = groups.map((group, at) => ({ nodes: group, score: groupScores[at]! }));
const suspects = suspectsOf([{ groups: scored, redrawn: false }], opened.privacy.colluding);
const named = namedShares(
  opened,
  words.map(({ message }) => message),
);

const lines: readonly Line[] = [
  line(ROSTER_ENTRY, '', {
    roster: base64(
      rosterMessage.encode(
        firstRoster(
          { federation: ungrouped.federation, version: 1, coordinatorKey: coordinator.publicKey },
          roster,
        ),
      ),
    ),
  }),
  line('agreement-proposed', agreement, { agreement, text: agreementText }),
  line('study-proposed', study, { study, agreement, text: studyText }),
  line('round-opened', round, {
    study,
    descriptor: base64(signMessage(descriptorMessage, coordinator, ungrouped.federation, opened).bytes),
  }),
  ...words.map(({ signer, bytes }) =>
    line('state-adopted', round, { round, adoption: base64(bytes) }, signer),
  ),
  line('round-closed', round, { round, state, badShares: named }),
  line('groups-scored', round, { study, round, groups: scored }),
  line('study-searched', study, { study, rounds: [round], nodes: suspects }),
  line('study-finished', study, { study }),
];

/** Its place and chain were verified before, so they are whatever they are. */
function entryOf({ kind, subject, actor }: Line): LedgerEntry {
  const nothing = '00'.repeat(32) as Hash;
  return { index: 0, at: 0, kind, subject, actor, payloadHash: nothing, previous: nothing };
}

function parsed(text: string): Line | undefined {
  try {
    const { kind, subject, actor, payload } = JSON.parse(text) as Line;
    const isLine = [kind, subject, actor].every((field) => typeof field === 'string');
    return isLine ? { kind, subject, actor, payload } : undefined;
  } catch {
    return undefined;
  }
}

interface Audited {
  readonly audit: LedgerAudit;
  /** What the last entry about suspects says. */
  readonly searched: unknown;
}

/** @throws FalseEntryError, or Refused for what is no line of an entry. */
function audited(texts: readonly string[]): Audited {
  const audit = new LedgerAudit();
  let searched: unknown;
  for (const text of texts) {
    const entry = parsed(text);
    if (!entry) throw new Refused('no entry');
    const { payload } = entry;
    audit.read(entryOf(entry), payload === null ? null : JSON.stringify(payload), ledger);
    if (entry.kind === 'study-searched' && payload !== null) searched = payload;
  }
  return { audit, searched };
}

const corpus = lines.map((entry) => JSON.stringify(entry));
const { audit: honest } = audited(corpus);
if (honest.searches.summary().recounted !== 1 || honest.badShares.summary().length !== 1)
  throw new Error('the ledger that fuzzing starts from holds nothing to count');

export const ledgerAuditDecoders: readonly FuzzedDecoder[] = [
  {
    name: 'LedgerAudit',
    corpus: [utf8(corpus.join('\n'))],
    decode: (bytes) => {
      const { audit, searched } = audited(textOf(bytes).split('\n'));
      const { nodes: said } = (searched ?? {}) as { nodes?: unknown };
      if (audit.searches.summary().recounted > 0 && JSON.stringify(said) !== JSON.stringify(suspects))
        throw new Error('suspects pass that do not follow from what recipients signed');
      const bad = audit.badShares.summary();
      if (bad.length > 0 && bad[0]!.dealers.join() !== named[0]!.dealers.join())
        throw new Error('a share names others than recipients signed');
      return undefined;
    },
    refusals: [FalseEntryError, Refused],
    weight: 5,
  },
];
