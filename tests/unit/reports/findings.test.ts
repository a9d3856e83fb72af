// Every page of a study's findings: what it says, in both languages, whatever the names.
import {
  computations,
  recipes,
  whyNoElasticities,
  whyNoModel,
  whyNotEvaluated,
  type EmptyArm,
  type Language,
  type NoEvaluation,
  type UpliftResult,
} from '@chorale/models';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findingOf } from '../../../client-node/src/reports/findings/findings.js';
import { resultReport, type ResultDocument } from '../../../client-node/src/reports/index.js';
import { demandTexts } from '../../../client-node/src/reports/findings/texts/demand.js';
import { effectsTexts } from '../../../client-node/src/reports/findings/texts/effects.js';
import { qualityTexts } from '../../../client-node/src/reports/findings/texts/quality.js';
import { upliftTexts } from '../../../client-node/src/reports/findings/texts/uplift.js';
import { reportTexts } from '../../../client-node/src/reports/texts/texts.js';
import { sampleFindings } from './sample-findings.js';
import { segments, states } from './sample-results/customers.js';
import { bandit, uplift } from './sample-results/decisions.js';
import { HOSTILE } from './sample-results/hostile.js';
import { evaluation } from './sample-results/measures.js';
import { prices } from './sample-results/models.js';

const languages = ['en', 'zh-CN'] as const;
const samples = Object.entries(sampleFindings);

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function readable(page: string): string {
  return page.replace(/<style>[\s\S]*?<\/style>|<svg[\s\S]*?<\/svg>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

/** Names stay as they are in every language; nobody's name is four words long. */
function latinSentence(page: string): string | undefined {
  const text = page.replace(/<style>[\s\S]*?<\/style>|<[^>]+>/g, ' | ');
  return /[A-Za-z]+(?:[\s,:;]+[A-Za-z]+){3,}/.exec(text)?.[0];
}

test('every computation has a page, and every sample is of one', () => {
  for (const { name } of computations) {
    expect(() => findingOf(name, undefined)).not.toThrow();
    expect(samples.some(([, { document }]) => document.computation === name)).toBe(true);
  }
  // Another model of a recipe is drawn as what it is.
  expect(findingOf('boosted-trees', 'demand-forecast')).toBe(findingOf('boosted-trees', undefined));
  expect(() => findingOf('guessing', undefined)).toThrow('results of guessing are not drawn');
});

test('recipes ask in both languages what they ask in their files', () => {
  const asked = Object.fromEntries(recipes.map(({ name, question }) => [name, question]));
  expect(reportTexts.en.recipes).toEqual(asked);
  const page = resultReport(
    { ...sampleFindings['k-means']!.document, recipe: 'segments', question: asked['segments']! },
    'zh-CN',
  );
  expect(/<h1>(.*)<\/h1>/.exec(page)?.[1]).toBe('我们的顾客是谁？');
  const own = resultReport(
    { ...sampleFindings['k-means']!.document, recipe: 'segments', question: 'Mine?' },
    'zh-CN',
  );
  expect(/<h1>(.*)<\/h1>/.exec(own)?.[1]).toBe('Mine?');
});

describe.each(samples)('%s', (_, { document, drawings, told }) => {
  test('tells the figures of its result', () => {
    const text = readable(resultReport(document, 'en'));
    for (const each of told) expect(text).toContain(escaped(each));
  });

  describe.each(languages)('in %s', (language) => {
    const page = resultReport(document, language);

    test('draws it, says beside each drawing what it shows, and gives the figures as tables', () => {
      expect(page.includes(`<html lang="${language}"`)).toBe(true);
      const figures = [...page.matchAll(/<figure>([\s\S]*?)<\/figure>/g)].map(([, inner]) => inner!);
      expect(figures).toHaveLength(drawings);
      for (const figure of figures) {
        expect(figure).toMatch(/<figcaption>[^<]+<small>[^<]+<\/small><\/figcaption>/);
        expect(figure).toMatch(/<svg role="img" aria-label="[^"]+" viewBox="0 0 \d+ \d+">/);
      }
      const sections = [...page.matchAll(/<section id="[^"]*"[\s\S]*?<\/section>/g)].map(([all]) => all);
      for (const section of sections.filter((each) => each.includes('<figure>')))
        expect(section).toMatch(/<caption>\s*[^<]+\s*<\/caption>/);
    });

    test('holds nothing that is no number, no script, no request and no id twice', () => {
      expect(/.{0,80}(NaN|undefined|Infinity|null<|\[object)/.exec(page)?.[0]).toBeUndefined();
      expect(/<script|<link|<img|@import|https?:\/\/(?!www\.w3\.org)/.exec(page)).toBeNull();
      const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('shows hostile names and obeys none', () => {
      expect(page.includes(escaped(HOSTILE))).toBe(true);
      expect(page.includes(HOSTILE)).toBe(false);
      expect(/<[^>]*\sonerror=(?!&)/.exec(page)?.[0]).toBeUndefined();
    });
  });
});

test('a page holds the measures of other studies beside the model that they measured', () => {
  const { document } = sampleFindings['logistic-regression']!;
  const measuredBy = ['check-1', 'check-2'].map((study) => ({
    study,
    privacy: document.privacy,
    result: evaluation,
  }));
  const page = resultReport(document, 'en', { measuredBy });
  const text = readable(page);
  for (const told of ['Measured by the study “check-1”', 'Measured by the study “check-2”', '0.7565'])
    expect(text).toContain(told);
  expect(text).not.toContain('come from a study of their own');
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(languages)(
  'products whose slopes noise took are named, and those beside them drawn, in %s',
  (language) => {
    const { document, drawings } = sampleFindings['price-elasticity']!;
    const [own, ...rest] = prices.coefficients.filter(({ term }) => term.includes('*'));
    const coefficients = [{ ...own!, standardError: null, kept: 0.2 }, ...rest];
    const page = resultReport({ ...document, result: { ...prices, coefficients } }, language);
    expect(readable(page)).toContain(
      escaped(whyNoElasticities({ code: 'outweighed', products: ['tea'] }, language)),
    );
    expect(page.match(/<figure>/g)).toHaveLength(drawings);
  },
);

test.each(languages)('Qini of one split stands without a deviation, in %s', (language) => {
  const { document } = sampleFindings['uplift']!;
  const result = document.result as UpliftResult;
  const measures = { ...result.measures!, splits: 1, qiniStandardDeviation: null };
  const text = readable(resultReport({ ...document, result: { ...result, measures } }, language));
  expect(text).toContain('0.0630');
  expect(text).toContain(escaped(upliftTexts[language].qiniOfOneSplit));
  expect(text).not.toContain('±');
});

describe('under noise', () => {
  const noised = { epsilon: 1, delta: 1e-6 };

  test.each([
    { language: 'en', told: 'about 3 for an unknown action or reward, about 0 for want of a propensity' },
    { language: 'zh-CN', told: '动作或收益未知 约 3，缺少倾向概率 约 0' },
  ] as const)('no count falls below none, in $language', ({ language, told }) => {
    const { document } = sampleFindings['bandit']!;
    const result = { ...bandit, unusable: { decisions: 3, propensities: -5 } };
    const privacy = { ...document.privacy, ...noised };
    expect(readable(resultReport({ ...document, privacy, result }, language))).toContain(told);
  });

  test.each(languages)('a segment or state of nobody is not shown with fewer, in %s', (language) => {
    const kMeans = sampleFindings['k-means']!.document;
    const chain = sampleFindings['markov-states']!.document;
    const few = <Part extends { persons: number }>(parts: readonly Part[], changes: Partial<Part>): Part[] =>
      parts.map((part, place) => (place === 0 ? { ...part, persons: -777, ...changes } : part));
    const pages = [
      { ...kMeans, result: { ...segments, segments: few(segments.segments, { share: -0.777 }) } },
      { ...chain, result: { ...states, states: few(states.states, { transitions: -777 }) } },
    ].map((document) => {
      const privacy = { ...document.privacy, ...noised };
      return readable(resultReport({ ...document, privacy }, language));
    });
    for (const text of pages) expect(text).not.toMatch(/[-−]77/);
  });

  test.each(languages)('standard errors are said to leave the noise out, in %s', (language) => {
    const { document } = sampleFindings['evaluate']!;
    const without = escaped(qualityTexts[language].errorWithoutNoise);
    expect(readable(resultReport(document, language))).not.toContain(without);
    const privacy = { ...document.privacy, ...noised };
    expect(readable(resultReport({ ...document, privacy }, language))).toContain(without);
    const ofModel = sampleFindings['logistic-regression']!.document;
    const measuredBy = [{ study: 'check', privacy, result: evaluation }];
    expect(readable(resultReport(ofModel, language, { measuredBy }))).toContain(without);
  });
});

describe('why a study found nothing', () => {
  const evaluations: readonly NoEvaluation[] = [
    { code: 'no-propensities' },
    { code: 'unusable-propensities', propensity: 'chance', persons: 12 },
    { code: 'too-few-decisions' },
  ];
  const arms = (['nobody-treated', 'nobody-untreated'] as const).flatMap((code) =>
    (['all', 'all-but-noise', 'one-half'] as const).map((among): EmptyArm => ({
      code,
      treated: 'mailed',
      among,
    })),
  );
  const slopes = { 'no-slopes': 'deal', 'slope-of-more': 'segment=young*price' };
  const pages: readonly (readonly [string, string, (language: Language) => string, ResultDocument])[] = [
    ...evaluations.map((reason) => {
      const message = whyNotEvaluated(reason, 'en');
      const result = { ...bandit, evaluation: null, refused: { ...reason, message } };
      return [
        ...(['bandit', reason.code] as const),
        (language: Language) => whyNotEvaluated(reason, language),
        { ...sampleFindings['bandit']!.document, result },
      ] as const;
    }),
    ...arms.map((empty) => {
      const message = whyNoModel(empty, 'en');
      const result = { ...uplift, measures: null, columns: [], ending: { ...empty, message } };
      return [
        ...(['uplift', `${empty.code}, ${empty.among}`] as const),
        (language: Language) => whyNoModel(empty, language),
        { ...sampleFindings['uplift']!.document, result },
      ] as const;
    }),
    ...(['price-elasticity', 'demand-forecast'] as const).map((recipe) => {
      const term = 'brand=tea*price';
      const coefficients = [{ term, coefficient: -0.4, standardError: null, kept: 0.21 }];
      const covered = { isFitCovered: true, rSquared: null, residualDeviation: null, intervals: null };
      const isPrices = recipe === 'price-elasticity';
      return [
        ...([recipe, 'covered by noise'] as const),
        (language: Language) =>
          isPrices
            ? whyNoElasticities({ code: 'outweighed', products: ['tea'] }, language)
            : demandTexts[language].covered,
        { ...sampleFindings[recipe]!.document, result: { ...prices, ...covered, coefficients } },
      ] as const;
    }),
    ...(['fitCovered', 'outweighed'] as const).map((told) => {
      const coefficients = [{ term: 'price', coefficient: -0.4, standardError: null, kept: 0.21 }];
      const result = { ...prices, isFitCovered: true, rSquared: null, coefficients };
      return [
        ...(['linear-regression', told] as const),
        (language: Language) => {
          const texts = effectsTexts[language];
          return told === 'fitCovered' ? texts.fitCovered : texts.outweighed('price');
        },
        { ...sampleFindings['linear-regression']!.document, result },
      ] as const;
    }),
    ...(['no-slopes', 'slope-of-more'] as const).map((code) => {
      const reason = { product: 'brand', price: 'price', term: slopes[code] };
      const coefficients = [{ term: slopes[code], coefficient: -2, standardError: null, kept: 1 }];
      return [
        ...(['price-elasticity', code] as const),
        (language: Language) => whyNoElasticities({ ...reason, code }, language),
        { ...sampleFindings['price-elasticity']!.document, result: { ...prices, coefficients } },
      ] as const;
    }),
  ];

  test.each(pages)('%s: %s, is told in the language of the page', (_, _code, why, document) => {
    for (const language of languages)
      expect(readable(resultReport(document, language))).toContain(escaped(why(language)));
    expect(latinSentence(resultReport(document, 'en'))).toBeDefined();
    expect(latinSentence(resultReport(document, 'zh-CN'))).toBeUndefined();
  });

  test.each(samples)('a Chinese page of %s holds no English sentence', (_, { document }) => {
    expect(latinSentence(resultReport(document, 'zh-CN'))).toBeUndefined();
  });
});

describe('texts', () => {
  type Texts = Readonly<Record<(typeof languages)[number], unknown>>;
  const folder = join(import.meta.dirname, '../../../client-node/src/reports/findings/texts');

  function leaves(value: unknown, path: string): (readonly [string, string])[] {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function') {
      const filled = (value as (...args: string[]) => string)(
        ...Array.from({ length: value.length }, () => '7'),
      );
      return [[path, filled]];
    }
    return Object.entries(value as object).flatMap(([key, each]) => leaves(each, `${path}.${key}`));
  }

  test('are complete in both languages, and none is left untranslated', async () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, Texts>;
      for (const texts of Object.values(module)) {
        const [english, chinese] = languages.map((language) => leaves(texts[language], file));
        expect(chinese!.map(([path]) => path)).toEqual(english!.map(([path]) => path));
        for (const [at, [path, text]] of chinese!.entries()) {
          expect([path, english![at]![1]]).not.toEqual([path, '']);
          // What is the same in both is a name or a sign.
          if (text === english![at]![1])
            expect(text).toMatch(/^([–p]|p|AUC|WAPE|MAPE|Qini|LinUCB|± 7|Shapley)$/);
          else expect(text).toMatch(/[\u4e00-\u9fff²]/);
        }
      }
    }
  });
});
