import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agreementHash, studyId } from '@chorale/crypto';
import { openNodeStore } from '../../../../client-node/src/storage/node-store.js';
import { bytes } from '../storage/samples.js';
import { commandTools, saying, writeData, type NodeFolder } from './command-tools.js';
import { sampleAgreement } from './stand-in-coordinator.js';

const { startCoordinator, newNode } = commandTools();

function configure(node: NodeFolder, more = ''): string {
  writeData(node.folder);
  writeFileSync(
    node.config,
    `format: chorale-node/1\nname: quay\ncoordinator: http://127.0.0.1:7400\ndata: { shape: persons,
    source: { file: customers.csv }, person: customer_id, ${more}
    features: { orders: { sql: "orders + 0" }, plan: plan }, label: { column: returns } }`,
  );
  const agreement = join(node.folder, 'agreement.yaml');
  writeFileSync(agreement, JSON.stringify(sampleAgreement));
  return agreement;
}

it('quality judges the data before anything is joined, as a page and as JSON', async () => {
  const node = newNode();
  const agreement = configure(node);
  const page = join(node.folder, 'quality.html');
  const report = await node.runJson(
    'quality',
    '--agreement',
    agreement,
    '--config',
    node.config,
    '--html',
    page,
  );
  expect(report).toMatchObject({ score: 1, floor: 0.9, takesPart: true, persons: 120, html: page });
  expect(readFileSync(page, 'utf8')).toContain('<title>Data quality: quay</title>');
  const chinese = await node.run(
    'quality',
    '--agreement',
    agreement,
    '--config',
    node.config,
    '--lang',
    'zh-CN',
  );
  expect(chinese.stdout).toContain('本节点参与');
});

it('quality below the floor ends with 3 and says what to do; without an agreement it asks for one', async () => {
  const node = newNode();
  const agreement = configure(node);
  const file = join(node.folder, 'customers.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('gold', 'silver'));
  const ended = await node.run('quality', '--agreement', agreement, '--config', node.config);
  expect(ended).toMatchObject({
    code: 3,
    stdout: saying('this node stays out of its studies, and spends nothing'),
  });
  expect(ended.stdout).toContain('Map them to words of the dictionary');
  expect(await node.run('quality', '--config', node.config)).toMatchObject({
    code: 2,
    stderr: saying('--agreement agreement.yaml'),
  });
});

it('lineage goes from columns, also those inside SQL, to the model of a study', async () => {
  const coordinator = await startCoordinator();
  const node = newNode();
  await node.init(coordinator.invite('Quay Ltd'));
  configure(node, 'desensitise: { plan: { generalise: { map: { gold: gold, basic: basic } } } },');
  const store = openNodeStore(node.home, 'visit');
  const agreement = bytes(JSON.stringify(sampleAgreement));
  const study = bytes(
    JSON.stringify({
      format: 'chorale-study/1',
      name: 'churn',
      agreement: agreementHash(agreement),
      computation: 'logistic-regression',
      features: ['orders', 'plan'],
      settings: {},
    }),
  );
  store.agreements.receive(agreementHash(agreement), agreement);
  store.studies.receive({
    study: studyId(study),
    agreement: agreementHash(agreement),
    name: 'churn',
    bytes: study,
  });
  store.close();
  const found = await node.runJson('lineage', '--study', 'churn', '--config', node.config);
  const column = { table: 'source', role: null, source: 'customers.csv', use: 'value' };
  expect(found).toMatchObject({
    format: 'chorale-lineage/1',
    study: { id: studyId(study), name: 'churn' },
    agreement: { hash: agreementHash(agreement) },
    model: null,
    features: [
      { feature: 'orders', columns: [{ ...column, column: 'orders', desensitise: null }] },
      { feature: 'plan', columns: [{ ...column, column: 'plan', desensitise: { generalise: {} } }] },
    ],
  });
  expect((await node.run('lineage', '--config', node.config)).stdout).toContain(
    'orders <- customers.csv.orders',
  );
  expect(await node.run('lineage', '--study', 'none', '--config', node.config)).toMatchObject({ code: 2 });
});
