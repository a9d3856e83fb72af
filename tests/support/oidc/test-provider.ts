// A real identity provider on loopback, with people who always agree, and a browser to go through it.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

const CLIENT_ID = 'chorale';
const CLIENT_SECRET = 'known to the coordinator and the provider';

export class TestProvider {
  /** Who is at the keyboard, and what the provider says of them. */
  person = { sub: 'u-1', preferred_username: 'lin.wei', groups: ['officers'] };
  #provider: Provider;

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private readonly redirectUri: string,
  ) {
    this.#provider = this.build();
  }

  static async start(redirectUri: string): Promise<TestProvider> {
    const holder: { provider?: TestProvider } = {};
    const server = createServer((request, response) => void holder.provider!.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    holder.provider = new TestProvider(server, `http://localhost:${port}`, redirectUri);
    return holder.provider;
  }

  get client(): { clientId: string; clientSecret: string } {
    return { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  }

  /** From now on it signs with another key, and shows that one only. */
  changeKeys(): void {
    this.#provider = this.build();
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private build(): Provider {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const configuration: Configuration = {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [this.redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [privateKey.export({ format: 'jwk' })] },
      cookies: { keys: ['signs cookies of a provider that lives for one test'] },
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...this.person, sub }) }),
      ttl: { Session: 60, Grant: 60, Interaction: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
    };
    return new Provider(this.issuer, configuration);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/interaction/') !== true) {
      await this.#provider.callback()(request, response);
      return;
    }
    const grant = new this.#provider.Grant({ accountId: this.person.sub, clientId: CLIENT_ID });
    grant.addOIDCScope('openid profile');
    const grantId = await grant.save();
    const result = { login: { accountId: this.person.sub }, consent: { grantId } };
    await this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}

/** As much of a browser as redirects and cookies need. */
export class TestBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** @param until stops before an address that begins like this. */
  async follow(
    address: string,
    until?: string,
  ): Promise<{ response: Response | undefined; address: string }> {
    let next = address;
    for (let hops = 0; hops < 12; hops += 1) {
      if (until !== undefined && next.startsWith(until)) return { response: undefined, address: next };
      const response = await this.get(next);
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399)
        return { response, address: next };
      next = new URL(location, next).href;
    }
    throw new Error('the browser was sent round in circles');
  }

  async get(address: string): Promise<Response> {
    const { host } = new URL(address);
    const cookies = this.cookiesOf(host);
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      if (value.join('=') === '') cookies.delete(name);
      else cookies.set(name, value.join('='));
    }
    return response;
  }

  cookiesOf(host: string): Map<string, string> {
    const known = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, known);
    return known;
  }
}
