// What boosted trees ask, and how much each question is worth.
import type { ReadableNode, ReadableSplit, ReadableTrees } from '@chorale/models';
import {
  colours,
  facts,
  figure,
  type Formats,
  type Html,
  html,
  note,
  numberColumns,
  paragraph,
  table,
  together,
} from '@chorale/models/pages';
import { lines } from '../plots.js';
import { reportTexts, type ReportTexts } from '../texts/texts.js';
import { barFigure } from './bar-figure.js';
import type { Finding } from './finding.js';

/** Levels of the first tree that are told. */
const LEVELS_TOLD = 3;

export const drawTrees: Finding<ReadableTrees> = (trees, { language, formats }) => {
  const texts = reportTexts[language];
  const own = texts.trees;
  const { importance, losses, constant, firstTree } = trees;
  const body = together(
    facts([
      [own.persons, formats.count(trees.persons)],
      [own.mean, formats.short(trees.meanLabel)],
      [own.trees, formats.count(trees.trees)],
      [own.ending, own.endings[trees.ending]],
    ]),
    constant.length > 0 ? note(own.constant(constant.join(', ')), 'warning') : undefined,
    importance.some(({ splits }) => splits > 0) ? importanceOf(trees, texts, formats) : undefined,
    losses.length > 1 ? lossOf(trees, texts) : undefined,
    firstTree && 'feature' in firstTree
      ? html`<h3>${own.firstTree}</h3>
          ${paragraph(own.firstTreeExplanation)} ${questions(firstTree, texts, formats, 1)}`
      : undefined,
  );
  return [{ id: 'trees', title: own.title, body }];
};

function importanceOf({ importance }: ReadableTrees, texts: ReportTexts, formats: Formats): Html {
  const own = texts.trees;
  const asked = importance.filter(({ splits }) => splits > 0);
  return together(
    barFigure(
      { id: 'gain', title: own.importance, explanation: own.importanceExplanation, axis: own.axisGain },
      asked.map(({ feature, gainShare }) => ({ name: feature, value: gainShare })),
      formats.percent,
    ),
    table(
      own.importance,
      numberColumns(own.feature, [own.axisGain, own.questions]),
      asked.map(({ feature, gainShare, splits }) => [
        feature,
        formats.percent(gainShare),
        formats.count(splits),
      ]),
    ),
  );
}

function lossOf({ losses }: ReadableTrees, texts: ReportTexts): Html {
  const own = texts.trees;
  const line = {
    name: own.losses,
    points: losses.map(({ trees, loss }) => [trees, loss] as const),
    colour: colours.federated,
  };
  const axes = {
    ...{ x: own.axisTrees, y: own.axisLoss, writeX: String },
    writeY: (value: number) => value.toFixed(4),
  };
  return figure(
    own.losses,
    own.lossesExplanation,
    lines({ id: 'losses', label: own.losses, height: 260 }, [line], axes),
  );
}

/** A question with its two answers, and theirs below them. */
function questions(split: ReadableSplit, texts: ReportTexts, formats: Formats, level: number): Html {
  const answer = (yes: boolean, node: ReadableNode): Html =>
    html`<li>
      <b>${yes ? texts.trees.yes : texts.trees.no}</b>${
        (split.missing === 'yes') === yes ? texts.trees.orMissing : ''
      },
      ${texts.trees.share(formats.short(Math.round(1000 * node.share) / 10))}:
      ${
        'feature' in node
          ? level < LEVELS_TOLD
            ? questions(node, texts, formats, level + 1)
            : texts.trees.furtherQuestions
          : texts.trees.leaf(`${node.value < 0 ? '−' : '+'}${formats.short(Math.abs(node.value))}`)
      }
    </li>`;
  return html`<div>${question(split, texts, formats)}</div>
    <ul>
      ${answer(true, split.yes)}${answer(false, split.no)}
    </ul>`;
}

function question(
  { feature, below: limit, unit, oneOf }: ReadableSplit,
  texts: ReportTexts,
  formats: Formats,
): string {
  if (oneOf) return texts.trees.isOneOf(feature, oneOf.join(', '));
  if (limit === null) return texts.trees.isKnown(feature);
  return texts.trees.isBelow(feature, `${formats.short(limit)}${unit === '' ? '' : ` ${unit}`}`);
}
