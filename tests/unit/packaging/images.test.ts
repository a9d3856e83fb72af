// What Dockerfiles and the compose file name exists; there need not be a Docker engine to know that.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  readDockerfile,
  ROOT,
  startCommand,
  texts,
  words,
  type Stage,
} from '../../support/packaging/dockerfile.js';

const { workspaces, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  workspaces: string[];
  engines: { node: string };
};

describe.each(['client-node', 'coordinator'])('%s/Dockerfile', (folder) => {
  const stages = readDockerfile(folder);
  const [build, run] = stages as [Stage, Stage];

  it('starts from the Node that the packages ask for', () => {
    const major = /\d+/.exec(engines.node)![0];
    expect(stages.map(({ image }) => image)).toEqual(Array(2).fill(`node:${major}-bookworm-slim`));
  });

  it('copies what exists', () => {
    const sources = stages.flatMap((stage) =>
      texts(stage, 'COPY')
        .filter((text) => !text.startsWith('--from'))
        .flatMap((text) => text.split(' ').slice(0, -1)),
    );
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    const taken = texts(run, 'COPY').filter((text) => text.startsWith('--from'));
    expect(taken.filter((text) => !text.startsWith(`--from=${build.alias!} /build/`))).toEqual([]);
  });

  it('has every manifest of the workspace before it installs, and every source before it builds', () => {
    const before = (command: string): string[] =>
      build.instructions
        .slice(
          0,
          build.instructions.findIndex(({ text }) => text === command),
        )
        .filter(({ name }) => name === 'COPY')
        .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(before('npm ci --ignore-scripts')).toEqual(
      expect.arrayContaining([
        'package.json',
        'package-lock.json',
        ...workspaces.map((name) => `${name}/package.json`),
      ]),
    );
    expect(before('npm run build')).toEqual(expect.arrayContaining(['tsconfig.base.json', ...workspaces]));
    expect(texts(build, 'RUN').at(-1)).toBe(`npm ci --omit=dev --ignore-scripts --workspace ${folder}`);
  });

  it('runs a committed program, as a user without rights', () => {
    expect(existsSync(startCommand(folder).file)).toBe(true);
    expect(texts(run, 'USER')).toEqual(['node']);
    expect(words(texts(run, 'VOLUME')[0]!)).toContain('/var/lib/chorale');
    expect(texts(run, 'WORKDIR').at(-1)).toBe('/var/lib/chorale');
  });
});

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
}

describe('docker-compose.yml', () => {
  const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
    secrets: Record<string, unknown>;
  };
  const services = Object.values(compose.services);

  it('runs a coordinator, five nodes, and PostgreSQL only when asked for', () => {
    expect(Object.keys(compose.services)).toEqual([
      'coordinator',
      ...[1, 2, 3, 4, 5].map((number) => `node-${number}`),
      'postgres',
    ]);
    expect(compose.services['postgres']!.profiles).toEqual(['postgres']);
  });

  it('builds from Dockerfiles of this repository', () => {
    for (const { build } of services.filter((service) => service.build))
      expect(existsSync(join(ROOT, build!.context, build!.dockerfile))).toBe(true);
  });

  it('declares the volumes and secrets that are used, and no others', () => {
    const named = services
      .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0]!))
      .filter((source) => !source.startsWith('.'));
    expect([...named].sort()).toEqual(Object.keys(compose.volumes).sort());
    const secrets = new Set(services.flatMap((service) => service.secrets ?? []));
    expect([...secrets]).toEqual(Object.keys(compose.secrets));
  });

  it('gives the secret the name that the images look for', () => {
    for (const folder of ['client-node', 'coordinator']) {
      const environment = texts(readDockerfile(folder).at(-1)!, 'ENV').join(' ');
      expect(environment).toContain(
        `CHORALE_PASSPHRASE_FILE=/run/secrets/${Object.keys(compose.secrets)[0]!}`,
      );
    }
  });

  it('lets services wait for, and share the network of, services that exist', () => {
    const others = services.flatMap(({ depends_on = {}, network_mode }) => [
      ...Object.keys(depends_on),
      ...(network_mode?.startsWith('service:') ? [network_mode.slice('service:'.length)] : []),
    ]);
    expect(others.filter((name) => !(name in compose.services))).toEqual([]);
  });
});
