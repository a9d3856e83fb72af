// Where the coordinator may connect to of its own accord. Addresses that people or documents name must not lead it into
// the network that it stands in: to this machine, its neighbours, or a cloud's metadata service.
import { BlockList, isIP } from 'node:net';
import { lookup as systemLookup, type LookupAddress } from 'node:dns';

/** Not routed in the public internet (IANA special-purpose registries, RFC 6890 and updates). */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Public unicast is 2000::/3; these are the exceptions in it, and what may carry an IPv4 address inside. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special = blockListOf([...SPECIAL_V4, ...SPECIAL_V6]);
const publicV6 = blockListOf(['2000::/3']);

/** Names and networks that may be reached although they are not public. */
export class AddressGuard {
  readonly #hosts: ReadonlySet<string>;
  readonly #networks: BlockList;

  /** @param allowed host names, addresses, or networks such as `10.1.0.0/16`. @throws RangeError for anything else. */
  constructor(allowed: readonly string[] = []) {
    const isNetwork = (text: string): boolean => isIP(text.split('/')[0]!) !== 0;
    this.#networks = blockListOf(allowed.filter(isNetwork));
    this.#hosts = new Set(allowed.filter((text) => !isNetwork(text)).map((host) => host.toLowerCase()));
  }

  /** Whether a connection to this very address may be opened. @param host the name that led to it. */
  allows(address: string, host: string): boolean {
    if (this.#hosts.has(host.toLowerCase())) return true;
    const family = familyOf(address);
    if (family === undefined) return false;
    if (this.#networks.check(address, family)) return true;
    if (family === 'ipv4') return !special.check(address, family);
    return publicV6.check(address, family) && !special.check(address, family);
  }

  /** Whether somebody named this host or its network as one that may be reached. */
  isAllowedByName(host: string): boolean {
    const family = familyOf(host);
    return (
      this.#hosts.has(host.toLowerCase()) || (family !== undefined && this.#networks.check(host, family))
    );
  }

  /**
   * For `http.request`: resolves a name and lets through what may be connected to. The connection goes to the very
   * address that was checked, so a name that changes its mind gains nothing.
   */
  readonly lookup = (
    host: string,
    options: { all?: boolean | undefined },
    callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    systemLookup(host, { all: true }, (error, found) => {
      if (error) {
        callback(error, []);
        return;
      }
      const good = found.filter(({ address }) => this.allows(address, host));
      const first = good[0];
      if (!first || good.length < found.length) {
        callback(new ForbiddenAddress(host), []);
        return;
      }
      if (options.all === true) callback(null, good);
      else callback(null, first.address, first.family);
    });
  };
}

/** The address of a name, or the one given, is not public. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
  constructor(host: string) {
    super(
      `${host} is not a public address; where that is meant, name it in CHORALE_OUTBOUND_ALLOW on the coordinator`,
    );
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = familyOf(address);
    const most = family === 'ipv4' ? 32 : 128;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
      throw new RangeError(`${network} is neither an address nor a network such as 10.1.0.0/16`);
    list.addSubnet(address, prefix, family);
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
