// What this program says of itself in an evidence pack: versions, primitives, components. Read once; files of an installation stay.
import { cryptographyOf, type Declared } from '@chorale/models/evidence';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { VERSION } from '../platform/version.js';

/** Written by "npm run sbom" and shipped with the program. */
const sbomFile = fileURLToPath(new URL('../../sbom.cdx.json', import.meta.url));
const sbomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.looseObject({ name: z.string(), group: z.string().optional(), version: z.string().optional() }),
  ),
});

let declared: Omit<Declared, 'cards'> | undefined;

/** Without cards: those are of a pack. */
export function declaredHere(): Omit<Declared, 'cards'> {
  declared ??= readDeclared();
  return declared;
}

function readDeclared(): Omit<Declared, 'cards'> {
  const sbom = sbomSchema.parse(JSON.parse(readFileSync(sbomFile, 'utf8')));
  const { node, openssl } = process.versions;
  const versions = new Map(
    sbom.components.map(({ group, name, version }) => [
      group === undefined ? name : `${group}/${name}`,
      version,
    ]),
  );
  versions.set('node', node).set('chorale', VERSION);
  return {
    by: 'coordinator',
    program: { name: 'chorale-coordinator', version: VERSION, node, openssl },
    cryptography: cryptographyOf((library) => versions.get(library) ?? 'unknown'),
    sbom,
  };
}
