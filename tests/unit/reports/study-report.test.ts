import { studyReport } from '../../../client-node/src/reports/index.js';
import { reportTexts } from '../../../client-node/src/reports/texts/texts.js';
import { forecastTexts } from '@chorale/models/forecast';
import { sampleForecast, sampleReport } from './sample.js';

const hostile = '<img src=x onerror=alert(1)>"\'&\u202e';
const sectionIds = [
  'question',
  'plan',
  'result',
  'privacy',
  'bytes',
  'time',
  'coordinator',
  'ledger',
  'limits',
];

/** Text of a page as a reader sees it, without markup, styles and drawings. */
function readable(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>|<svg[\s\S]*?<\/svg>|<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"');
}

/** Which of these the page does not hold; a failure then shows them and not the page. */
function lacking(page: string, texts: readonly string[]): string[] {
  return texts.filter((text) => !page.includes(text));
}

function count(page: string, pattern: RegExp): number {
  return [...page.matchAll(pattern)].length;
}

describe.each(['en', 'zh-CN'] as const)('a study report in %s', (language) => {
  const page = studyReport(sampleReport(), language);

  test('has every section and seven plots, each told to those who cannot see it', () => {
    expect(
      lacking(
        page,
        sectionIds.map((id) => `<section id="${id}"`),
      ),
    ).toEqual([]);
    expect(count(page, /<svg role="img" aria-label="[^"]+"/g)).toBe(7);
    expect(count(page, /<figure>/g)).toBe(7);
  });

  test('asks nothing of the network and runs nothing', () => {
    const outward = /https?:|<script|<link|<iframe|@import|\ssrc=|\shref="[^#]|url\((?!#)/.exec(page);
    expect(outward).toBeNull();
    expect(lacking(page, ["default-src 'none'"])).toEqual([]);
  });

  test('prints epsilon with all that belongs to it', () => {
    const text = readable(page);
    const { unitValue, adjacencyValue, samplingAll } = reportTexts[language].privacy;
    const terms = [
      '0.9998',
      '1e-5',
      'pooled',
      'p = 1',
      'h = 1',
      'RDP',
      unitValue,
      adjacencyValue,
      samplingAll,
    ];
    expect(lacking(text, terms)).toEqual([]);
  });

  test('says who measured, on what, and that nothing was released for it', () => {
    expect(lacking(readable(page), [reportTexts[language].result.measuredBy('937')])).toEqual([]);
  });

  test('names losses as plainly as gains', () => {
    expect(lacking(readable(page), ['+0.0479', '−0.0013'])).toEqual([]);
  });

  test('escapes every text that others chose', () => {
    const sample = sampleReport();
    const page = studyReport(
      sampleReport({
        study: { ...sample.study, question: hostile, name: hostile, features: [hostile], label: hostile },
        agreement: {
          ...sample.agreement,
          federation: hostile,
          title: hostile,
          purpose: hostile,
          legalBasis: hostile,
        },
        dataSource: hostile,
        parties: sample.parties.map((party) => ({ ...party, name: hostile })),
      }),
      language,
    );
    expect(/<img|\u202e/.exec(page)).toBeNull();
    expect(lacking(page, ['&lt;img src=x onerror=alert(1)&gt;'])).toEqual([]);
  });

  test('mode none is said aloud, and shows no epsilon', () => {
    const sample = sampleReport();
    const page = studyReport(
      sampleReport({
        privacy: { ...sample.privacy, mode: 'none', epsilon: null, delta: null },
        plan: null,
        rounds: sample.rounds.map((round) => ({ ...round, epsilonAfter: null })),
      }),
      language,
    );
    const texts = reportTexts[language];
    const expected = [texts.privacy.noneWarning, texts.figures.noEpsilonNote];
    expect(lacking(readable(page), [...expected, texts.limits.few])).toEqual([texts.limits.few]);
    expect(count(page, /<svg role="img"/g)).toBe(5);
  });

  test('shows what was planned before anything was spent: table, plot, recommendation and what it rests on', () => {
    const words = forecastTexts[language];
    const forecast = sampleForecast();
    const expected = [
      words.recommended(forecast),
      words.reason(forecast),
      words.basis(forecast),
      '0.7560 ± 0.0012',
      words.marks.asked,
      words.marks.recommended,
    ];
    expect(lacking(readable(page), expected)).toEqual([]);
    expect(lacking(page, [`aria-label="${words.chart.auc}"`])).toEqual([]);
    expect(page.indexOf('id="plan"')).toBeLessThan(page.indexOf('id="result"'));
  });

  test('says of statistics how exact they are, and of what is not simulated that nothing is expected', () => {
    const words = forecastTexts[language];
    const exact = sampleForecast({
      accuracy: { measure: 'standard-error', noiseFree: 0, simulation: null },
      standardErrors: { count: 18.84, means: [{ column: 'months', least: 0.1615, most: 0.2284 }] },
    });
    const silent = sampleForecast({
      options: exact.options.map((option) => ({ ...option, expected: null })),
      accuracy: null,
      noExpectation: 'averages-updates',
      reason: 'noise',
    });
    const pageOf = (plan: typeof exact): string => studyReport(sampleReport({ plan }), language);
    expect(lacking(readable(pageOf(exact)), ['months', '0.1615', '0.2284', words.basis(exact)])).toEqual([]);
    expect(lacking(readable(pageOf(silent)), [words.basis(silent), words.reason(silent)])).toEqual([]);
    expect(/NaN|undefined|Infinity|\[object/.exec(pageOf(exact) + pageOf(silent))).toBeNull();
  });

  test('a ledger that does not hold and models that differ stand out', () => {
    const sample = sampleReport();
    const page = studyReport(
      sampleReport({
        ledger: { ...sample.ledger, verified: false },
        model: { ...sample.model, adoptedBy: 4 },
      }),
      language,
    );
    const { ledger, figures } = reportTexts[language];
    const bad = (text: string): string => `<span class="status bad">${text}</span>`;
    const expected = [bad(ledger.notVerified), bad(ledger.adopted(4, 5)), figures.notVerified];
    expect(lacking(page, expected)).toEqual([]);
  });

  test('rounds that failed, parties of one class and a single round do not break it', () => {
    const sample = sampleReport();
    const page = studyReport(
      sampleReport({
        parties: sample.parties.map((party) => ({ ...party, aucAlone: null })),
        rounds: [
          { ...sample.rounds[0]!, outcome: 'burned', milliseconds: { collecting: 3000 }, contributors: 3 },
        ],
        traffic: { ...sample.traffic, bytesPlainFloat32: 0 },
      }),
      language,
    );
    const texts = reportTexts[language];
    expect(lacking(readable(page), [texts.time.outcomes.burned, texts.result.oneClass])).toEqual([]);
    expect(/NaN|undefined|Infinity|\[object/.exec(page)).toBeNull();
  });
});

test('the languages have the same texts, and none is empty or left in the other language', () => {
  const paths = (value: unknown, path = ''): Map<string, unknown> => {
    if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
    return new Map(Object.entries(value).flatMap(([key, inner]) => [...paths(inner, `${path}.${key}`)]));
  };
  const [english, chinese] = [paths(reportTexts.en), paths(reportTexts['zh-CN'])];
  expect([...chinese.keys()]).toEqual([...english.keys()]);
  // Symbols and names that are written alike everywhere.
  const alike = ['.privacy.nodesPerPerson', '.privacy.colluding', '.result.axisAuc', '.time.auc'];
  for (const [path, text] of chinese) {
    if (typeof text !== 'string' || alike.includes(path) || path.endsWith('betweenSentences')) continue;
    expect(text).not.toBe('');
    expect([path, text]).not.toEqual([path, english.get(path)]);
  }
});
