// What a forecast says, in the languages of the house.
import type { Language } from '../privacy/statement.js';
import type { ForecastOption } from './forecast-option.js';
import type { StudyForecast } from './forecast-study.js';
import type { AccuracyMeasure, NoJudge } from './judge.js';

/** What is drawn against epsilon: what is expected, or the noise alone. */
export type Drawn = AccuracyMeasure | 'noise';

export interface ForecastTexts {
  title(study: string): string;
  asked: string;
  columns: {
    epsilon: string;
    rounds: string;
    noise: string;
    noiseOnMean: string;
    expected: Record<AccuracyMeasure, string>;
    mark: string;
  };
  marks: { asked: string; recommended: string };
  /** Of the best number of rounds for each epsilon. */
  chart: Record<Drawn, string>;
  axis: Record<Drawn, string>;
  /** How the chart is read. */
  reading: string;
  curve(rounds: number): string;
  withoutNoise: string;
  recommended(forecast: StudyForecast): string;
  reason(forecast: StudyForecast): string;
  /** Which settings were left out, and why; undefined where none were. */
  leftOut(forecast: StudyForecast): string | undefined;
  /** What the expectation takes for granted, or why there is none. */
  basis(forecast: StudyForecast): string;
  /** Of the table of options. */
  options: string;
  standardErrors: { title: string; of: string; least: string; most: string; count: string };
  notSpent: string;
}

/** How a setting is written into the study document. */
function asSetting(
  { roundsSettingName }: StudyForecast,
  { epsilon, roundsSetting }: Pick<ForecastOption, 'epsilon' | 'roundsSetting'>,
): string {
  const rounds =
    roundsSettingName === null || roundsSetting === null
      ? ''
      : `, settings.${roundsSettingName}: ${roundsSetting}`;
  return `privacy.epsilon: ${epsilon}${rounds}`;
}

function settingsOf(forecast: StudyForecast): string {
  return forecast.unplanned.map((each) => asSetting(forecast, each)).join('; ');
}

const reasonsForAccuracy: Record<Language, Record<AccuracyMeasure, string>> = {
  en: {
    auc: 'the least epsilon within 0.005 of the best expected AUC, and the fewest rounds there',
    'inertia-ratio':
      'the least epsilon whose segments are within 2 % of the tightest expected, and the fewest rounds there',
    'standard-error':
      'the least epsilon at which noise moves a mean by at most 0.5 % of its range, or the whole budget where none does',
  },
  'zh-CN': {
    auc: '预期 AUC 与最佳值相差不超过 0.005 的最小 ε，及其最少轮数',
    'inertia-ratio': '预期分群紧密度与最佳值相差不超过 2% 的最小 ε，及其最少轮数',
    'standard-error': '噪声使均值偏移不超过其取值范围 0.5% 的最小 ε；若都达不到，则为全部预算',
  },
};

const noJudge: Record<Language, Record<NoJudge, string>> = {
  en: {
    'averages-updates': 'it averages what nodes trained, which depends on how persons are spread over nodes',
    'other-layers': 'it has layers other than dense ones, which take too long to simulate',
    'too-large': 'the network is too large to simulate in seconds',
    'too-few-persons': 'fewer than 50 persons are too few to simulate',
    unknown: 'this computation has no forecast yet',
  },
  'zh-CN': {
    'averages-updates': '它对各节点训练的结果取平均，效果取决于人员在节点间的分布',
    'other-layers': '它含有非全连接层，模拟耗时过长',
    'too-large': '网络过大，无法在数秒内模拟',
    'too-few-persons': '少于 50 人，无法模拟',
    unknown: '此计算尚无预测方法',
  },
};

const en: ForecastTexts = {
  title: (study) => `What study "${study}" would cost and be worth`,
  asked: 'As the document asks',
  columns: {
    epsilon: 'EPSILON',
    rounds: 'ROUNDS',
    noise: 'NOISE z',
    noiseOnMean: 'NOISE ON A MEAN',
    expected: {
      auc: 'EXPECTED AUC',
      'inertia-ratio': 'EXPECTED INERTIA',
      'standard-error': 'STANDARD ERROR',
    },
    mark: '',
  },
  marks: { asked: 'asked', recommended: 'recommended' },
  chart: {
    auc: 'Expected AUC against epsilon, at the best number of rounds',
    'inertia-ratio':
      'Expected inertia of the segments over that without noise, against epsilon, at the best number of rounds',
    'standard-error':
      "Standard error of a mean by noise, at most, as a share of the column's range, against epsilon",
    noise: 'Noise on a mean against epsilon, at the number of rounds asked, as a share of the clip',
  },
  axis: {
    auc: 'AUC',
    'inertia-ratio': 'inertia, times that without noise',
    'standard-error': 'share of the range, %',
    noise: 'share of the clip, %',
  },
  reading: 'One line for each number of rounds; epsilon on a logarithmic scale.',
  curve: (rounds) => `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
  withoutNoise: 'without noise',
  recommended: (forecast) =>
    forecast.recommended
      ? `Recommended: ${asSetting(forecast, forecast.recommended)}`
      : 'Recommended: none of these. No setting here is worth running',
  reason: ({ reason, accuracy }) =>
    ({
      accuracy: accuracy ? reasonsForAccuracy.en[accuracy.measure] : '',
      noise: 'the least epsilon at which noise on a mean stays below 1 % of the clip',
      'largest-budget': 'noise on a mean is above 1 % of the clip even with the whole budget',
      drowned:
        'noise is larger than everything that persons can bring, at every setting; win more persons, or agree on a larger epsilon',
      chance:
        'what is expected is next to guessing, or differs so much between runs that luck decides; win more persons, ask for ' +
        'fewer features, or agree on a larger epsilon',
    })[reason],
  leftOut: (forecast) =>
    forecast.unplanned[0] &&
    `Not in the table, because they cannot be planned: ${settingsOf(forecast)} (${forecast.unplanned[0].why}).`,
  basis: ({ accuracy, noExpectation, computation, people }) => {
    if (accuracy === null)
      return `No accuracy is expected of "${computation}": ${noJudge.en[noExpectation ?? 'unknown']}. The noise is exact.`;
    const { simulation, noiseFree } = accuracy;
    if (simulation === null)
      return 'Exact: the noise of a count and of a mean follows from the plan. Your data are a sample, too; that chance comes on top.';
    const { persons, runs, signalAuc } = simulation;
    const label =
      signalAuc === null
        ? 'they fall into no groups of their own'
        : `their label follows a model whose AUC is ${signalAuc}. Without noise the study reaches ${noiseFree.toFixed(4)} there`;
    const spread =
      runs === 1
        ? 'One run, so that chance moves neighbouring figures'
        : `Mean and standard deviation of ${runs} runs`;
    return (
      `An ESTIMATE, no measurement: the study's own computation on ${persons} made-up persons, drawn from the ` +
      `dictionary and scaled up to the ${people} declared; ${label}. ${spread}. ` +
      'Your data differ: look at what noise takes away, not at the figure itself.'
    );
  },
  options: 'Epsilon against rounds, noise and what is expected',
  standardErrors: {
    title: 'Standard errors by noise, as the document asks',
    of: 'OF',
    least: 'AT LEAST',
    most: 'AT MOST',
    count: 'persons counted, in all or in a bin',
  },
  notSpent: 'Nothing was spent and no row was read.',
};

const zhCn: ForecastTexts = {
  title: (study) => `研究“${study}”的代价与预期效果`,
  asked: '按文件所列',
  columns: {
    epsilon: 'ε',
    rounds: '轮数',
    noise: '噪声 z',
    noiseOnMean: '均值上的噪声',
    expected: { auc: '预期 AUC', 'inertia-ratio': '预期簇内平方和', 'standard-error': '标准误' },
    mark: '',
  },
  marks: { asked: '文件所列', recommended: '推荐' },
  chart: {
    auc: '预期 AUC 随 ε 的变化（取最佳轮数）',
    'inertia-ratio': '预期簇内平方和与无噪声时之比随 ε 的变化（取最佳轮数）',
    'standard-error': '噪声引起的均值标准误上限随 ε 的变化（占该列取值范围的比例）',
    noise: '均值上的噪声随 ε 的变化（按文件轮数，占裁剪上限的比例）',
  },
  axis: {
    auc: 'AUC（曲线下面积）',
    'inertia-ratio': '簇内平方和（无噪声时为 1）',
    'standard-error': '占取值范围，%',
    noise: '占裁剪上限，%',
  },
  reading: '每条线对应一种轮数；ε 为对数刻度。',
  curve: (rounds) => `${rounds} 轮`,
  withoutNoise: '无噪声',
  recommended: (forecast) =>
    forecast.recommended
      ? `推荐：${asSetting(forecast, forecast.recommended)}`
      : '推荐：以上均不推荐，没有值得运行的设置',
  reason: ({ reason, accuracy }) =>
    ({
      accuracy: accuracy ? reasonsForAccuracy['zh-CN'][accuracy.measure] : '',
      noise: '均值上的噪声低于裁剪上限 1% 的最小 ε',
      'largest-budget': '即使用尽预算，均值上的噪声仍高于裁剪上限的 1%',
      drowned: '无论何种设置，噪声都超过人员所能贡献的一切；请增加人数，或约定更大的 ε',
      chance: '预期结果近于瞎猜，或各次运行相差过大而取决于运气；请增加人数、减少特征，或约定更大的 ε',
    })[reason],
  leftOut: (forecast) =>
    forecast.unplanned[0] &&
    `以下设置无法计划，故未列入表中：${settingsOf(forecast)}（该计算不能运行这么多轮，或任何噪声都无法使其满足如此小的 ε）。`,
  basis: ({ accuracy, noExpectation, computation, people }) => {
    if (accuracy === null)
      return `“${computation}”没有预期准确度：${noJudge['zh-CN'][noExpectation ?? 'unknown']}。噪声数值是精确的。`;
    const { simulation, noiseFree } = accuracy;
    if (simulation === null)
      return '精确值：计数与均值上的噪声由计划直接得出。您的数据本身也是样本，其偶然误差另计。';
    const { persons, runs, signalAuc } = simulation;
    const label =
      signalAuc === null
        ? '这些人员没有固有的分群'
        : `其标签服从 AUC 为 ${signalAuc} 的模型，无噪声时本研究可达 ${noiseFree.toFixed(4)}`;
    const spread = runs === 1 ? '只运行一次，相邻数值会受偶然影响' : `表中为 ${runs} 次运行的均值与标准差`;
    return (
      `这是估计，不是测量：用本研究的算法在 ${persons} 名虚构人员上模拟（按数据字典生成，放大到声明的 ${people} 人）；` +
      `${label}。${spread}。您的数据与此不同：请看噪声带来的损失，而不是数值本身。`
    );
  },
  options: 'ε 与轮数、噪声和预期效果的关系',
  standardErrors: {
    title: '按文件所列，噪声引起的标准误',
    of: '对象',
    least: '至少',
    most: '至多',
    count: '计数（总人数或直方图每一格）',
  },
  notSpent: '未消耗任何预算，也未读取任何数据行。',
};

export const forecastTexts: Record<Language, ForecastTexts> = { en, 'zh-CN': zhCn };
