// Everything that configures a coordinator, from the environment and the command line, in one strict schema.
import { mistakesInWords, readWritten, type Mistake } from '@chorale/models/planning';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';

/** What is wrong with the configuration, all of it at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** An empty variable is one that is not set: compose files cannot leave one out. */
const optionalText = z
  .string()
  .transform((value) => (value === '' ? undefined : value))
  .optional();

const environmentSchema = z.object({
  CHORALE_HOME: optionalText.transform((value) => value ?? './.chorale'),
  CHORALE_PASSPHRASE_FILE: optionalText,
  CHORALE_LOG_LEVEL: optionalText
    .transform((value) => value ?? 'info')
    .pipe(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
  CHORALE_OIDC_FILE: optionalText,
  CHORALE_OUTBOUND_ALLOW: optionalText.transform((value) =>
    (value ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
  DATABASE_URL: optionalText.refine(
    (url) => url === undefined || /^postgres(ql)?:\/\//.test(url),
    'must begin with postgres:// ; leave it out for the embedded database',
  ),
});
export type Environment = z.infer<typeof environmentSchema>;

const optionsSchema = z.strictObject({
  port: z.coerce.number('must be a number').int().min(0).max(65_535).default(7400),
  host: z.string().min(1).default('127.0.0.1'),
  dev: z.boolean().default(false),
  federation: z.string().trim().min(1).max(80).optional(),
  tlsCert: z.string().optional(),
  tlsKey: z.string().optional(),
  behindProxy: z.boolean().default(false),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
});
export type ServeOptions = z.infer<typeof optionsSchema>;

/** Checked apart from the other options, so that a mistake there hides none here. */
const doorSchema = optionsSchema
  .pick({ host: true, tlsCert: true, tlsKey: true, behindProxy: true })
  .loose()
  .superRefine(({ host, tlsCert, tlsKey, behindProxy }, context) => {
    const issue = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if ((tlsCert === undefined) !== (tlsKey === undefined))
      issue('tlsCert', '--tls-cert and --tls-key go together');
    if (tlsCert !== undefined && behindProxy)
      issue('behindProxy', 'TLS ends either here or at the proxy; give --tls-cert or --behind-proxy');
    if (!isLoopback(host) && tlsCert === undefined && !behindProxy)
      issue(
        'host',
        `plain HTTP on ${host} could be read on the way; give --tls-cert and --tls-key, or --behind-proxy ` +
          'where a reverse proxy ends TLS, or keep to --host 127.0.0.1',
      );
  });

const flagNames: Readonly<Record<string, string>> = {
  tlsCert: '--tls-cert',
  tlsKey: '--tls-key',
  behindProxy: '--behind-proxy',
  publicUrl: '--public-url',
  port: '--port',
  host: '--host',
  federation: '--federation',
};

/** @throws ConfigurationError */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const environment = readWritten(environmentSchema, variables);
  if (!environment.isRight) throw new ConfigurationError(mistakesInWords(environment.mistakes));
  return environment.data;
}

/**
 * Checks environment and command line together, so that all mistakes are told at once.
 * @throws ConfigurationError
 */
export function readServeConfig(
  variables: NodeJS.ProcessEnv,
  options: unknown,
): { environment: Environment; serve: ServeOptions } {
  // Variables may hold passwords, so they are not quoted.
  const environment = readWritten(environmentSchema, variables);
  const serve = readWritten(optionsSchema, options, { quotes: true });
  const door = readWritten(doorSchema, options);
  if (!environment.isRight || !serve.isRight || !door.isRight) {
    const mistakes = [environment, serve, door].flatMap((reading) =>
      reading.isRight ? [] : reading.mistakes,
    );
    throw new ConfigurationError([...new Set(mistakesInWords(mistakes.map(byItsFlag)))]);
  }
  if (environment.data.CHORALE_PASSPHRASE_FILE === undefined && !serve.data.dev)
    throw new ConfigurationError([
      "the coordinator's key is sealed under a passphrase, and none is given: write one into a file that only you can " +
        'read and set CHORALE_PASSPHRASE_FILE to it; to try things out on one machine, start with --dev',
    ]);
  return { environment: environment.data, serve: serve.data };
}

/** @throws ConfigurationError naming the file. */
export function readTls({ tlsCert, tlsKey }: ServeOptions): { cert: string; key: string } | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { cert: readText('--tls-cert', tlsCert), key: readText('--tls-key', tlsKey) };
}

function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigurationError([`${flag}: the file ${path} cannot be read`]);
  }
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function byItsFlag(mistake: Mistake): Mistake {
  return { ...mistake, place: flagNames[mistake.place] ?? mistake.place };
}
