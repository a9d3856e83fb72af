// What a forecast says, in the languages of the house.
import type { Language } from '@chorale/models/planning';
import type { StudyForecast } from '@chorale/models/forecast';

export interface ForecastTexts {
  title(study: string): string;
  asked: string;
  columns: {
    epsilon: string;
    rounds: string;
    noise: string;
    noiseOnMean: string;
    auc: string;
    mark: string;
  };
  marks: { asked: string; recommended: string };
  chart: string;
  chartOfNoise: string;
  curve(rounds: number): string;
  recommended(forecast: StudyForecast): string;
  reasons: Record<StudyForecast['reason'], string>;
  estimate(forecast: StudyForecast): string;
  noEstimate(computation: string): string;
  notSpent: string;
}

/** How the setting is written into the study document. */
function asSetting({ recommended, roundsSettingName }: StudyForecast): string {
  const rounds =
    roundsSettingName === null || recommended.roundsSetting === null
      ? ''
      : `, settings.${roundsSettingName}: ${recommended.roundsSetting}`;
  return `privacy.epsilon: ${recommended.epsilon}${rounds}`;
}

const en: ForecastTexts = {
  title: (study) => `What study "${study}" would cost and be worth`,
  asked: 'As the document asks',
  columns: {
    epsilon: 'EPSILON',
    rounds: 'ROUNDS',
    noise: 'NOISE z',
    noiseOnMean: 'NOISE ON A MEAN',
    auc: 'EXPECTED AUC',
    mark: '',
  },
  marks: { asked: 'asked', recommended: 'recommended' },
  chart: 'Expected AUC against epsilon, at the best number of rounds',
  chartOfNoise: 'Noise on a mean against epsilon, at the number of rounds asked, as a share of the clip',
  curve: (rounds) => `${rounds} rounds`,
  recommended: (forecast) => `Recommended: ${asSetting(forecast)}`,
  reasons: {
    accuracy: 'the least epsilon within 0.005 of the best expected AUC, and the fewest rounds there',
    noise: 'the least epsilon at which noise on a mean stays below 1 % of the clip',
    'largest-budget': 'noise on a mean is above 1 % of the clip even with the whole budget',
  },
  estimate: ({ simulation, people }) =>
    simulation === null
      ? ''
      : `An ESTIMATE, no measurement: the study's own computation on ${simulation.persons} made-up persons, drawn from the ` +
        `dictionary and scaled up to the ${people} declared; their label follows a model whose AUC is ${simulation.signalAuc}. ` +
        `Without noise the study reaches ${simulation.noiseFreeAuc.toFixed(4)} there. Mean and standard deviation of ` +
        `${simulation.runs} runs. Your data differ: look at what noise takes away, not at the AUC itself.`,
  noEstimate: (computation) =>
    `"${computation}" is not simulated here, so no accuracy is expected; the noise is exact.`,
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
    auc: '预期 AUC',
    mark: '',
  },
  marks: { asked: '文件所列', recommended: '推荐' },
  chart: '预期 AUC 随 ε 的变化（取最佳轮数）',
  chartOfNoise: '均值上的噪声随 ε 的变化（按文件轮数，占裁剪上限的比例）',
  curve: (rounds) => `${rounds} 轮`,
  recommended: (forecast) => `推荐：${asSetting(forecast)}`,
  reasons: {
    accuracy: '预期 AUC 与最佳值相差不超过 0.005 的最小 ε，及其最少轮数',
    noise: '均值上的噪声低于裁剪上限 1% 的最小 ε',
    'largest-budget': '即使用尽预算，均值上的噪声仍高于裁剪上限的 1%',
  },
  estimate: ({ simulation, people }) =>
    simulation === null
      ? ''
      : `这是估计，不是测量：用本研究的算法在 ${simulation.persons} 名虚构人员上模拟（按数据字典生成，放大到声明的 ${people} 人）；` +
        `其标签服从 AUC 为 ${simulation.signalAuc} 的模型，无噪声时本研究可达 ${simulation.noiseFreeAuc.toFixed(4)}。` +
        `表中为 ${simulation.runs} 次运行的均值与标准差。您的数据与此不同：请看噪声带来的损失，而不是 AUC 本身。`,
  noEstimate: (computation) => `此处不模拟“${computation}”，因此没有预期准确度；噪声数值是精确的。`,
  notSpent: '未消耗任何预算，也未读取任何数据行。',
};

export const forecastTexts: Record<Language, ForecastTexts> = { en, 'zh-CN': zhCn };
