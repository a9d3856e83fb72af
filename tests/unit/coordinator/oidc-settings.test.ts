import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { oidcFileSchema, readOidcFile } from '../../../coordinator/src/people/oidc-settings.js';
import { ConfigurationError } from '../../../coordinator/src/platform/config.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

test('the sample in the operations manual is accepted', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
  const sample = /^```yaml oidc\.yaml\n(.*?)^```/ms.exec(manual)?.[1];
  expect(oidcFileSchema.parse(parse(sample!)).roles).toHaveLength(4);
});

test('all mistakes are told at once, with the file', () => {
  const path = join(folder(), 'oidc.yaml');
  writeFileSync(
    path,
    'issuer: ftp://id\nclientId: x\nroles:\n  - { claim: g, value: v, role: member-admin }\n  - { claim: g, value: v, role: auditor }\n',
  );
  let told: unknown;
  try {
    readOidcFile(path);
  } catch (error) {
    told = error;
  }
  expect(told).toBeInstanceOf(ConfigurationError);
  const { problems } = told as ConfigurationError;
  for (const place of ['issuer', 'roles.0.member', 'roles.1.until'])
    expect(problems.join('\n')).toContain(`${path}: ${place}`);
  writeFileSync(path, 'roles: [\n');
  expect(() => readOidcFile(path)).toThrow(/oidc\.yaml: no valid YAML: .+ at line \d/);
  expect(() => readOidcFile(path)).toThrow(ConfigurationError);
  expect(() => readOidcFile(join(folder(), 'missing.yaml'))).toThrow(/cannot be read/);
  expect(readOidcFile(undefined)).toBeUndefined();
});
