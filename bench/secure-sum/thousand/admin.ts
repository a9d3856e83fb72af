import { nodeRoutes } from '@chorale/crypto';

/** The administrator's door, over HTTP. */
export class Admin {
  readonly url: string;
  private readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async protocol(): Promise<{ federation: string; coordinatorKey: Uint8Array }> {
    const answer = await fetch(this.url + nodeRoutes.protocol.path);
    const { federation, coordinatorKey } = (await answer.json()) as Record<string, string>;
    return { federation: federation!, coordinatorKey: new Uint8Array(Buffer.from(coordinatorKey!, 'hex')) };
  }

  get<T>(path: string): Promise<T> {
    return this.request(path, 'GET');
  }
  post<T>(path: string, body: object): Promise<T> {
    return this.request(path, 'POST', JSON.stringify(body));
  }

  private async request<T>(path: string, method: string, body?: string): Promise<T> {
    const answer = await fetch(`${this.url}/v1/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
