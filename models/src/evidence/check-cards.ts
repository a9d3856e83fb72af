// Model cards in a pack, held against the ledger: the model that they are of, what making it cost, and the entries that they name.
// Measures are in no ledger, and stay the word of who wrote the card.
import type { ModelCard } from '../cards/card-schema.js';
import type { EvidenceLedger } from './evidence-ledger.js';
import type { Evidence, EvidencePack } from './pack-schema.js';
import { isSameNumber, type PackProblem } from './pack-problem.js';

/** @param evidence that follows from the ledger. @returns the first part of a card that contradicts it. */
export function firstCardProblem(
  { declared: { cards }, federation }: EvidencePack,
  evidence: Evidence,
  ledger: EvidenceLedger,
): PackProblem | undefined {
  for (const [index, card] of cards.entries()) {
    const problem =
      differing('/federation', card.federation, federation.name) ??
      modelProblem(card, evidence) ??
      lineageProblem(card, ledger);
    if (problem) return { ...problem, path: `/declared/cards/${index}${problem.path}` };
  }
  return undefined;
}

function modelProblem(card: ModelCard, { models, studies }: Evidence): PackProblem | undefined {
  const { study: id, name, state } = card.model;
  const model = models.find(({ study }) => study === id);
  if (!model) return { path: '/model/study', said: id, follows: null };
  const agreement = studies.find(({ study }) => study === id)?.agreement;
  return (
    differing('/model/name', name, model.name) ??
    differing('/model/state', state, model.state) ??
    differing('/agreement/hash', card.agreement.hash, agreement) ??
    costProblem(card, model.epsilon?.value ?? null)
  );
}

/** A node counts by its own records, which may hold more than was opened, and never less. */
function costProblem(
  { writtenBy, privacy: { epsilon } }: ModelCard,
  proven: number | null,
): PackProblem | undefined {
  const follows =
    epsilon === null || proven === null
      ? epsilon === proven
      : isSameNumber(epsilon, proven) || (writtenBy === 'node' && epsilon > proven);
  return follows ? undefined : { path: '/privacy/epsilon', said: epsilon, follows: proven };
}

function lineageProblem(
  { lineage, evaluations, byParty }: ModelCard,
  ledger: EvidenceLedger,
): PackProblem | undefined {
  const all = [
    { path: '/lineage', lineage },
    ...evaluations.map((one, index) => ({ path: `/evaluations/${index}/lineage`, lineage: one.lineage })),
    ...byParty.map((one, index) => ({
      path: `/byParty/${index}`,
      lineage: { ledger: one.ledger, rounds: [] },
    })),
  ];
  for (const { path, lineage: named } of all) {
    const lists = [
      { path: `${path}/ledger`, places: named.ledger },
      ...named.rounds.map((round, index) => ({
        path: `${path}/rounds/${index}/ledger`,
        places: round.ledger,
      })),
    ];
    for (const { path: list, places } of lists)
      for (const [index, { kind, position, hash }] of places.entries()) {
        const record = ledger.record(position);
        const at = `${list}/${index}`;
        const problem =
          differing(`${at}/hash`, hash, record?.hash) ?? differing(`${at}/kind`, kind, record?.kind);
        if (problem) return problem;
      }
  }
  return undefined;
}

function differing(path: string, said: unknown, follows: unknown): PackProblem | undefined {
  return said === follows ? undefined : { path, said, follows };
}
