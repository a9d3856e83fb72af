// Why the release gate holds a model back, and what to do about it.
import type { ReleaseWords } from '@chorale/crypto';
import type { ReleaseVerdict } from '@chorale/models';

const measures = { 'log-loss': 'log loss', rmse: 'root mean squared error' } as const;

export function heldInWords(
  name: string,
  verdict: ReleaseVerdict,
  words: ReleaseWords,
  nameOf: (study: string) => string,
): string {
  const { validation, before, challenger, held, mostDrift } = verdict;
  const { error, baseline } = validation;
  const measure = measures[validation.measure];
  const reasons = held.map((reason) => {
    if (reason === 'drift') {
      const than =
        before!.model === verdict.model
          ? 'its own when it was released'
          : `that of "${nameOf(before!.model)}", released before,`;
      return `its ${measure} of ${short(error)} exceeds ${than} of ${short(before!.error)} by more than the ${percent(mostDrift)} agreed on`;
    }
    const rivals = [
      ...(baseline === null ? [] : [`saying the same of everybody (${short(baseline)})`]),
      ...(challenger === null ? [] : [`"${nameOf(challenger.model)}" (${short(challenger.error)})`]),
    ];
    return `with a ${measure} of ${short(error)} it loses to ${rivals.join(' and to ')}`;
  });
  return `the model of "${name}" is held back: ${reasons.join('; ')}, as "${nameOf(verdict.evaluation)}" measured. ${whatToDo(name, words)}`;
}

export function unmeasuredInWords(name: string, words: ReleaseWords): string {
  return (
    `the model of "${name}" is held back: the agreement lets no model be used before a study has measured it. Start one with ` +
    `recipe model-quality; ${whatToDo(name, words)}`
  );
}

function whatToDo(name: string, { approvedBy }: ReleaseWords): string {
  const said =
    approvedBy.length === 0 ? '' : ` (so far: ${approvedBy.map(({ member }) => `"${member}"`).join(', ')})`;
  return (
    `Use an earlier model, make a better one, or have administrators of two members let it pass with ` +
    `"chorale-node release override ${name} --reason TEXT"${said}; "chorale-node release show ${name}" has the figures`
  );
}

export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
