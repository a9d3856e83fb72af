// Next actions: what the policy and each action alone would have earned, their regret, and what the log holds.
import { whyNotEvaluated, type BanditResult } from '@chorale/models';
import {
  facts,
  figure,
  type Html,
  note,
  numberColumns,
  paragraph,
  table,
  together,
} from '@chorale/models/pages';
import { intervalPlot } from '../plots.js';
import { barFigure } from './bar-figure.js';
import { atLeastNone, countInWords, MOST_DRAWN, type Finding, type Reader } from './finding.js';
import { banditTexts } from './texts/bandit.js';

type Texts = (typeof banditTexts)['en'];
type Evaluation = NonNullable<BanditResult['evaluation']>;

export const drawBandit: Finding<BanditResult> = (found, reader) => {
  const texts = banditTexts[reader.language];
  const { formats } = reader;
  const people = (count: number): string => countInWords(reader, count, formats.count);
  const { policy, unseen, evaluation, refused, unusable } = found;
  const body = together(
    facts([
      [texts.policy, texts.policies[policy]],
      ...(evaluation
        ? ([
            [texts.evaluated, people(evaluation.persons)],
            [texts.effective, people(evaluation.effectivePersons)],
            [texts.capped, formats.percent(evaluation.cappedShare)],
          ] as const)
        : []),
    ]),
    unseen.length > 0 ? note(texts.unseen(unseen.join(', ')), 'warning') : undefined,
    refused === null ? undefined : note(texts.refused(whyNotEvaluated(refused, reader.language)), 'warning'),
    evaluation ? offPolicy(evaluation, found, texts, reader) : undefined,
    actionsOf(found, texts, reader),
    paragraph(texts.unusable(people(unusable.decisions), people(unusable.propensities))),
  );
  return [{ id: 'bandit', title: texts.title, body }];
};

function offPolicy(
  { logged, doublyRobust, selfNormalised, inversePropensity }: Evaluation,
  { actions }: BanditResult,
  texts: Texts,
  { formats }: Reader,
): Html {
  const ways = [
    { name: texts.logged, ...logged },
    { name: texts.doublyRobust, ...doublyRobust },
    { name: texts.selfNormalised, ...selfNormalised },
    { name: texts.inversePropensity, ...inversePropensity },
    ...actions.flatMap(({ action, alone }) => (alone ? [{ name: texts.alone(action), ...alone }] : [])),
  ];
  const best = Math.max(...ways.map(({ value }) => value));
  return together(
    figure(
      texts.offPolicy,
      texts.offPolicyExplanation,
      intervalPlot(
        { id: 'off-policy', label: texts.offPolicy },
        ways.slice(0, MOST_DRAWN).map(({ name, value, standardError: error }) => ({
          name,
          value,
          intervals: [{ lower: value - 2 * error, upper: value + 2 * error }],
        })),
        { x: texts.axisReward, write: formats.short, level: logged.value },
      ),
    ),
    table(
      texts.regretCaption,
      numberColumns(texts.way, [texts.reward, texts.standardError, texts.regret]),
      ways.map(({ name, value, standardError }) => [
        name,
        formats.short(value),
        formats.short(standardError),
        formats.short(best - value),
      ]),
    ),
  );
}

function actionsOf({ actions }: BanditResult, texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const known = actions.flatMap(({ action, meanReward }) =>
    meanReward === null ? [] : [{ name: action, value: meanReward }],
  );
  return together(
    known.length > 0
      ? barFigure(
          {
            ...{ id: 'actions', title: texts.actions, explanation: texts.actionsExplanation },
            axis: texts.meanReward,
          },
          known,
          formats.short,
        )
      : undefined,
    table(
      texts.actions,
      numberColumns(texts.action, [texts.persons, texts.meanReward]),
      actions.map(({ action, persons, meanReward }) => [
        action,
        formats.count(atLeastNone(reader, persons)),
        meanReward === null ? texts.unknown : formats.short(meanReward),
      ]),
    ),
  );
}
