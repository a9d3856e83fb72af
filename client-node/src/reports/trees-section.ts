// What boosted trees ask, and how much each question is worth.
import type { ReadableNode, ReadableSplit, ReadableTrees } from '@chorale/models';
import type { EChartsOption } from 'echarts';
import {
  colours,
  facts,
  figure,
  type Formats,
  type Html,
  html,
  note,
  paragraph,
  type Section,
  together,
} from '@chorale/models/pages';
import { below, labelsBy, nameAxis, nameRoom, splitLine, still, valueAxis } from './chart-parts.js';
import { chart } from './chart.js';
import type { ReportTexts } from './texts/texts.js';

/** Features that are drawn; the rest hardly count. */
const MOST_DRAWN = 15;
/** Levels of the first tree that are told. */
const LEVELS_TOLD = 3;

export function treesSection(trees: ReadableTrees, texts: ReportTexts, formats: Formats): Section {
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
    importance.some(({ splits }) => splits > 0)
      ? figure(own.importance, own.importanceExplanation, importanceChart(trees, texts))
      : undefined,
    losses.length > 1 ? figure(own.losses, own.lossesExplanation, lossChart(trees, texts)) : undefined,
    firstTree && 'feature' in firstTree
      ? html`<h3>${own.firstTree}</h3>
          ${paragraph(own.firstTreeExplanation)} ${questions(firstTree, texts, formats, 1)}`
      : undefined,
  );
  return { id: 'trees', title: own.title, body };
}

function importanceChart({ importance }: ReadableTrees, texts: ReportTexts): Html {
  const drawn = importance.filter(({ splits }) => splits > 0).slice(0, MOST_DRAWN);
  const names = drawn.map(({ feature }) => feature);
  const option: EChartsOption = {
    grid: { left: nameRoom(names), right: 60, top: 8, bottom: 44 },
    xAxis: {
      type: 'value',
      min: 0,
      ...below(texts.trees.axisGain),
      ...labelsBy((value) => `${Math.round(value)} %`),
      splitLine,
    },
    yAxis: nameAxis(names),
    series: [
      {
        type: 'bar',
        ...still,
        barWidth: '60%',
        color: colours.federated,
        data: drawn.map(({ gainShare }) => 100 * gainShare),
        label: {
          show: true,
          position: 'right',
          color: colours.ink,
          formatter: ({ value }: { value: unknown }) => `${Number(value).toFixed(1)} %`,
        },
      },
    ],
  };
  return chart(option, {
    id: 'importance',
    label: texts.trees.importance,
    width: 960,
    height: 60 + 28 * drawn.length,
  });
}

function lossChart({ losses }: ReadableTrees, texts: ReportTexts): Html {
  const option: EChartsOption = {
    grid: { left: 64, right: 24, top: 36, bottom: 44 },
    xAxis: { type: 'value', ...below(texts.trees.axisTrees), ...labelsBy(String), splitLine },
    yAxis: valueAxis(texts.trees.axisLoss, 4, 'fitted'),
    series: [
      {
        type: 'line',
        ...still,
        symbol: 'none',
        color: colours.federated,
        lineStyle: { width: 2.5 },
        data: losses.map(({ trees, loss }) => [trees, loss]),
      },
    ],
  };
  return chart(option, { id: 'losses', label: texts.trees.losses, width: 960, height: 260 });
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
