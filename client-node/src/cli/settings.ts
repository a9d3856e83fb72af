// The environment, read here and nowhere else.
import { mistakesInWords, readWritten } from '@chorale/models';
import { z } from 'zod';
import type { NetworkSettings } from '../transport/network.js';

const proxy = z
  .url({ protocol: /^https?$/, error: 'has to be an address such as http://proxy.example.org:3128' })
  .optional();

/** Variables by name; empty ones count as not set. */
const environmentSchema = z.strictObject({
  CHORALE_HOME: z.string().default('./.chorale'),
  CHORALE_PASSPHRASE_FILE: z.string().optional(),
  CHORALE_ADMINISTRATOR_PASSPHRASE_FILE: z.string().optional(),
  CHORALE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CHORALE_CA_FILE: z.string().optional(),
  HTTPS_PROXY: proxy,
  HTTP_PROXY: proxy,
  NO_PROXY: z.string().optional(),
});
type VariableName = keyof z.infer<typeof environmentSchema>;

export interface Settings {
  /** Where keys, records and models of this node are. */
  readonly home: string;
  readonly passphraseFile: string | undefined;
  /** Of a key that a person keeps beside the node's. */
  readonly administratorPassphraseFile: string | undefined;
  readonly logLevel: string;
  readonly network: NetworkSettings;
}

/** All that is wrong with the environment, at once; values are not shown, they may hold passwords. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** @throws SettingsError */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const names = Object.keys(environmentSchema.shape) as VariableName[];
  const given = names.flatMap((name) => {
    const value = valueOf(environment, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const reading = readWritten(environmentSchema, Object.fromEntries(given));
  if (!reading.isRight) throw new SettingsError(mistakesInWords(reading.mistakes).join('\n'));
  const {
    CHORALE_HOME,
    CHORALE_PASSPHRASE_FILE,
    CHORALE_ADMINISTRATOR_PASSPHRASE_FILE,
    CHORALE_LOG_LEVEL,
    CHORALE_CA_FILE,
    ...proxies
  } = reading.data;
  return {
    home: CHORALE_HOME,
    passphraseFile: CHORALE_PASSPHRASE_FILE,
    administratorPassphraseFile: CHORALE_ADMINISTRATOR_PASSPHRASE_FILE,
    logLevel: CHORALE_LOG_LEVEL,
    network: {
      httpsProxy: proxies.HTTPS_PROXY,
      httpProxy: proxies.HTTP_PROXY,
      noProxy: proxies.NO_PROXY,
      caFile: CHORALE_CA_FILE,
    },
  };
}

/** Proxy variables are known in small letters too, which win, as in curl. */
function valueOf(environment: NodeJS.ProcessEnv, name: VariableName): string | undefined {
  const candidates = name.endsWith('_PROXY')
    ? [environment[name.toLowerCase()], environment[name]]
    : [environment[name]];
  return candidates.find((value) => value !== undefined && value !== '');
}
