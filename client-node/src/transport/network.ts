// How the node gets out: always outbound, TLS always verified, plain HTTP to this machine only, through the
// proxy that the environment names.
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { NetworkSettingsError } from './network-settings-error.js';

export interface NetworkSettings {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Hosts to reach without the proxy, separated by commas. */
  readonly noProxy?: string | undefined;
  /** PEM file of a private certificate authority, trusted beside the usual ones. */
  readonly caFile?: string | undefined;
}

const CONNECT_TIMEOUT_MS = 15_000;

/** @throws NetworkSettingsError for anything but https, or http to this machine. */
export function parseCoordinatorUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new NetworkSettingsError(
      `"${text}" is no address; write for example https://coordinator.example.org:7400`,
    );
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new NetworkSettingsError(
      `${url.origin} is plain HTTP to another machine, where anybody on the way can read and change it; give the ` +
        'coordinator a certificate (--tls-cert and --tls-key, or a reverse proxy) and use its https address',
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new NetworkSettingsError(
      `the address of the coordinator is host and port only, such as ${url.origin}`,
    );
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** For HTTP requests to `url`. A proxy is never asked for this machine, whatever NO_PROXY says. */
export function requestDispatcher(url: URL, settings: NetworkSettings): Dispatcher {
  const ca = certificates(settings);
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...(ca && { ca }) };
  if (isLoopback(url)) return new Agent({ connect });
  return new EnvHttpProxyAgent({
    connect,
    ...(ca && { requestTls: { ca }, proxyTls: { ca } }),
    // Empty text, not undefined: else undici would look into the environment by itself.
    httpProxy: settings.httpProxy ?? '',
    httpsProxy: settings.httpsProxy ?? '',
    noProxy: settings.noProxy ?? '',
  });
}

/** For the websocket to `url`. */
export function socketAgent(url: URL, settings: NetworkSettings): HttpAgent {
  const ca = certificates(settings);
  const proxyEnv = isLoopback(url)
    ? undefined
    : { HTTP_PROXY: settings.httpProxy, HTTPS_PROXY: settings.httpsProxy, NO_PROXY: settings.noProxy };
  const options = { ...(proxyEnv && { proxyEnv }), timeout: CONNECT_TIMEOUT_MS };
  return url.protocol === 'https:'
    ? new HttpsAgent({ ...options, ...(ca && { ca }) })
    : new HttpAgent(options);
}

function certificates({ caFile }: NetworkSettings): string[] | undefined {
  if (caFile === undefined) return undefined;
  try {
    return [...getCACertificates('default'), readFileSync(caFile, 'utf8')];
  } catch (error) {
    throw new NetworkSettingsError(`the certificate file ${caFile} cannot be read; check CHORALE_CA_FILE`, {
      cause: error,
    });
  }
}
