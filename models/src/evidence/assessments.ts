// What the ledger has to say for a data protection impact assessment (GDPR Art. 35(7)) and its counterpart (PIPL Art. 55, 56).
// It weighs nothing: where a criterion asks for judgement, that is said.
import { figure, proofOf, type Figure } from './figure.js';
import type { Noted } from './ledger-facts.js';
import { legalCriteria, piplCases, riskNames } from './legal-criteria.js';
import type { Evidence } from './pack-schema.js';
import type { ReadAgreement, Selection } from './selection.js';

type Assessment = Evidence['assessments'][number];
type Risk = Assessment['risks'][number];

/** Their results tell of everybody together; what the others compute says something of each person, or may be used to. */
const TELLS_OF_ALL: ReadonlySet<string> = new Set(['statistics', 'quantiles', 'ab-test', 'attribution']);

interface Known extends Pick<
  Evidence,
  'activities' | 'parties' | 'studies' | 'budgets' | 'exclusions' | 'unread'
> {
  readonly selection: Selection;
  readonly agreement: ReadAgreement;
}

export function assessmentOf(known: Known): Assessment {
  const { agreement, parties } = known;
  const { hash, terms } = agreement;
  const activity = known.activities.find((one) => one.agreement === hash)!;
  const own = parties.filter((party) => party.agreement === hash);
  const proof = proofOf(agreement);
  const isSensitive = activity.sensitive.value > 0;
  const isProfiling = terms.computations.some((name) => !TELLS_OF_ALL.has(name));
  const regions = new Set(own.flatMap(({ nodes }) => nodes.map(({ region }) => region)));
  const isHandedOn = terms.recipients.length > 0 || own.some(({ role }) => role === 'processor');
  const isOperatorNamed = own.some(({ kind }) => kind === 'operator');
  const gdpr: Record<(typeof legalCriteria)[number], boolean | null> = {
    'evaluation-or-scoring': isProfiling,
    'sensitive-data': isSensitive,
    'matching-datasets': own.filter(({ kind }) => kind === 'member').length > 1,
    'new-technology': null,
    'large-scale': null,
    'vulnerable-persons': null,
  };
  const pipl: Record<(typeof piplCases)[number], boolean | null> = {
    'sensitive-information': isSensitive,
    'automated-decisions': isProfiling,
    // Whoever runs the coordinator is entrusted with something, unless that is a controller too.
    'entrusted-or-provided': isHandedOn ? true : isOperatorNamed ? false : null,
    // Where the coordinator stands is in no ledger, so one region alone proves nothing.
    'sent-abroad': regions.size > 1 ? true : null,
    'major-effect': null,
  };
  const ofParties = [...new Set([...proof, ...own.flatMap((party) => party.proof)])].sort((a, b) => a - b);
  return {
    agreement: hash,
    gdpr: legalCriteria.map((criterion) => ({
      criterion,
      applies: gdpr[criterion],
      proof: criterion === 'matching-datasets' ? ofParties : proof,
    })),
    pipl: piplCases.map((one) => ({
      case: one,
      applies: pipl[one],
      proof: one === 'sent-abroad' || one === 'entrusted-or-provided' ? ofParties : proof,
    })),
    risks: risksOf(known, activity, own, regions.size),
  };
}

function risksOf(
  { selection, agreement, studies, budgets, exclusions, unread }: Known,
  activity: Evidence['activities'][number],
  parties: Evidence['parties'],
  regions: number,
): Risk[] {
  const { hash, terms } = agreement;
  const own = studies.filter((study) => study.agreement === hash);
  const ids = new Set(own.map(({ study }) => study));
  const rounds = own.flatMap(({ study }) => selection.countedRounds(study));
  const badShares = rounds.flatMap(({ closed }) => (closed && closed.badShares.length > 0 ? [closed] : []));
  const late = lateErasures(selection);
  const refused = sumOf(own.map(({ refusals }) => refusals));
  const leftOut = selection.leftOut.filter(({ study }) => ids.has(study));
  const excluded = exclusions.filter(({ agreement: of }) => of === hash);
  const figures: Record<(typeof riskNames)[number], Record<string, Figure | undefined>> = {
    'exposed-contribution': {
      'fewest-nodes': activity.fewestNodes,
      'smallest-sum': leastOf(own.flatMap(({ smallestSum }) => smallestSum ?? [])),
      colluding: activity.colluding,
    },
    'inference-from-results': {
      limit: activity.epsilon ?? undefined,
      spent: budgets.find(({ scope, purpose }) => scope === 'purpose' && purpose === terms.purpose)?.spent,
      delta: activity.delta ?? undefined,
    },
    'other-purpose': { signed: activity.signed, refused },
    'without-legal-basis': { 'left-out-reports': figure(leftOut.length, 'entries', leftOut) },
    'transfer-abroad': {
      'regions-agreed': figure(activity.regions.length, 'regions', agreement),
      'regions-of-nodes': {
        value: regions,
        unit: 'regions',
        proof: [...new Set(parties.flatMap(({ proof }) => proof))].sort((a, b) => a - b),
      },
    },
    'rights-not-carried-out': {
      erasures: figure(selection.erasures.length, 'persons', selection.erasures),
      late: figure(late.length, 'persons', late),
    },
    'manipulated-model': {
      excluded: {
        value: new Set(excluded.flatMap(({ nodes }) => nodes)).size,
        unit: 'nodes',
        proof: excluded.flatMap(({ proof }) => proof),
      },
      'bad-shares': figure(badShares.length, 'rounds', badShares),
    },
    'kept-too-long': { retention: activity.retention },
    'rewritten-records': { unread: { value: unread.length, unit: 'entries', proof: unread } },
  };
  return riskNames.map((risk) => ({
    risk,
    figures: Object.entries(figures[risk]).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, figure: value }],
    ),
  }));
}

export function lateErasures({ erasures }: Selection): readonly Noted[] {
  return erasures.filter(({ erasedOn, dueOn }) => erasedOn > dueOn);
}

function sumOf(figures: readonly Figure[]): Figure {
  const value = figures.reduce((sum, one) => sum + one.value, 0);
  return { value, unit: 'requests', proof: figures.flatMap(({ proof }) => proof).sort((a, b) => a - b) };
}
function leastOf(figures: readonly Figure[]): Figure | undefined {
  const [first] = figures;
  if (!first) return undefined;
  const proof = figures.flatMap((one) => one.proof).sort((a, b) => a - b);
  return { ...first, value: Math.min(...figures.map(({ value }) => value)), proof };
}
