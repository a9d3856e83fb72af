import type { ReadableTrees } from '@chorale/models';
import { forecastTexts } from '@chorale/models/forecast';
import { agreementAndStudy } from '../../support/people.js';
import { planReport, resultReport, type ResultDocument } from '../../../client-node/src/reports/index.js';
import { sampleFindings } from './sample-findings.js';
import { sampleForecast } from './sample.js';

const document: ResultDocument = {
  ...sampleFindings['boosted-trees']!.document,
  ...{ study: 'returns', question: 'Who returns?' },
};
const trees = document.result as ReadableTrees;

function readable(page: string): string {
  return page.replace(/<style>[\s\S]*?<\/style>|<svg[\s\S]*?<\/svg>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

test('a page tells the first questions, what counts and what is constant', () => {
  const page = resultReport(document, 'en');
  const text = readable(page);
  for (const told of [
    'Who returns?',
    'Persons trained on 1,234',
    'the loss of the persons who measure no longer falls',
    'no tree asks for it: constant_one',
    'Is visits below 12.5 days?',
    'Yes , 40 %: adds −0.125',
    'No or unknown, 60 %: Is tier one of: gold, &lt;img src=x',
    'This page is one file',
  ])
    expect(text).toContain(told);
  // Importance and losses are drawn; nothing is fetched or run.
  expect(page.match(/<svg role="img"/g)).toHaveLength(2);
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});

test('in Chinese, too', () => {
  const text = readable(resultReport(document, 'zh-CN'));
  for (const told of ['树在问什么', '哪些特征重要', 'visits 是否小于 12.5 days？', '度量人群的损失不再下降'])
    expect(text).toContain(told);
});

test('weights under noise are never said to be the optimum, which nobody can tell', () => {
  const { document: settled } = sampleFindings['logistic-regression']!;
  const noised = { ...settled, result: { ...(settled.result as object), hasConverged: null } };
  expect(readable(resultReport(settled, 'en'))).toContain('At the optimum');
  expect(readable(resultReport(noised, 'en'))).not.toContain('At the optimum');
});

test('trees that ask nothing are told without drawings', () => {
  const nothing: ReadableTrees = {
    ...trees,
    ...{ trees: 0, ending: 'no column has two bins', importance: [], losses: [], firstTree: null },
  };
  const page = resultReport({ ...document, result: nothing }, 'en');
  expect(readable(page)).toContain('no feature tells persons apart');
  expect(page).not.toContain('<svg role="img"');
});

describe.each(['en', 'zh-CN'] as const)('the plan, in %s', (language) => {
  const plan = sampleForecast();
  const words = forecastTexts[language];

  test('stands before the results of a study that has run', () => {
    const page = resultReport(document, language, { plan });
    expect(readable(page)).toContain(words.recommended(plan));
    expect(page.indexOf('id="plan"')).toBeLessThan(page.indexOf('id="trees"'));
    expect(page.match(/<svg role="img"/g)).toHaveLength(3);
  });
  const documents = agreementAndStudy({
    features: [{ name: 'visits', type: 'number', lower: 0, upper: 9 }],
    people: 1000,
    computation: 'logistic-regression',
    mode: 'pooled',
  });
  test('says first that its agreement has expired', () => {
    const text = readable(planReport(documents, plan, language, '2100-01-01'));
    expect(text).toContain(language === 'en' ? 'expired on 2099-12-31' : '2099-12-31 到期');
    expect(text.indexOf('2099-12-31')).toBeLessThan(text.indexOf(words.recommended(plan)));
  });
  test('is the report of a study that has not begun', () => {
    const page = planReport(documents, plan, language, '2026-06-01');
    const text = readable(page);
    for (const told of [words.recommended(plan), 'visits', '0.7560 ± 0.0012', words.marks.asked])
      expect(text).toContain(told);
    expect(text).not.toContain('2099-12-31');
    expect(page).toContain(`<html lang="${language}"`);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|NaN|undefined/);
  });
});
