import { agreementSchema, planStudy, studySchema } from '@chorale/models';
import { parse } from 'yaml';
import { nodeConfigSchema } from '../../../client-node/src/config/node-config.js';
import {
  demoAgreement,
  demoNodeConfig,
  demoStudy,
  demoTexts,
  yamlText,
} from '../../../demo/data/documents.ts';

const kinds = ['retail-chain', 'online-retail'] as const;
const party = {
  name: 'north',
  title: { en: 'North', 'zh-CN': '北区' },
  file: '/demo/data/north.csv',
  heldOut: '/demo/data/north.held-out.txt',
  lines: 1,
};

describe.each(kinds)('the documents of %s', (kind) => {
  test.each([null, 1])('pass their schemas and can be planned at epsilon %p', (epsilon) => {
    const agreement = demoAgreement(kind, epsilon, '2099-12-31');
    const study = demoStudy(kind);
    // Equal after parsing: every default is written out, so that the samples show all there is.
    expect(agreementSchema.parse(parse(yamlText('signed by all', agreement)))).toEqual(agreement);
    expect(studySchema.parse(parse(yamlText('the study', study)))).toEqual(study);
    const plan = planStudy(agreement, study, { nodes: 5 });
    expect(plan.privacy.epsilon === null ? null : plan.privacy.epsilon <= 1).toBe(
      epsilon === null ? null : true,
    );
  });

  test('the node reads its own files only, and maps every feature of the dictionary', () => {
    const config = nodeConfigSchema.parse(
      demoNodeConfig(kind, party, 'http://127.0.0.1:7400', '/demo/nodes'),
    );
    expect(config.data).toMatchObject({ source: { file: '../data/north.csv' } });
    expect(config.data.exclude).toEqual({ file: '../data/north.held-out.txt' });
    const features = demoAgreement(kind, 1, '2099-12-31').dictionary.features.map(({ name }) => name);
    expect(Object.keys(config.data.features)).toEqual(features);
  });

  test('says in both languages what it is', () => {
    expect(demoTexts(kind, 'en').question).toContain('90 days');
    expect(demoTexts(kind, 'zh-CN').question).toContain('90 天');
  });
});
