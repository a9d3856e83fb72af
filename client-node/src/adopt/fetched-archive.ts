// What the coordinator keeps of a round's messages, as recipients ask for it. What a small round is opened with comes in one
// answer; whoever asks checks every byte, however it came.
import {
  chunkSizes,
  parametersByName,
  type Descriptor,
  type Hash,
  type NodeRoute,
  type RouteTogether,
} from '@chorale/crypto';
import { CHECKING_RECIPIENTS } from './check-additions.js';
import type { RoundArchive } from './open-sum.js';

/** Of all contributions to a round that counts as small. */
const SMALL_BYTES = 512 * 1024;

type Named = Readonly<Record<string, string>>;
/** Who asks the coordinator about one round. */
interface RoundAsker {
  readonly descriptor: Descriptor;
  fetch(route: NodeRoute, params?: Named, query?: Named): Promise<Uint8Array>;
  askAll(calls: readonly { route: RouteTogether; params?: Named; query?: Named }[]): Promise<Uint8Array[]>;
}

export class FetchedArchive implements RoundArchive {
  private sum: Uint8Array | undefined;
  /** Came with the sum, each for one use. */
  private readonly ahead = new Map<'releases' | 'parts', Uint8Array>();
  private sums: ReadonlyMap<Hash, Uint8Array> = new Map();

  constructor(private readonly desk: RoundAsker) {}

  async releases(): Promise<Uint8Array> {
    return this.take('releases') ?? this.desk.fetch('releases');
  }

  async ciphertextSum(): Promise<Uint8Array> {
    if (this.sum) return this.sum;
    if (!this.isSmall()) return (this.sum = await this.desk.fetch('ciphertextSum'));
    const [sum, releases, parts] = await this.desk.askAll([
      { route: 'ciphertextSum' },
      { route: 'releases' },
      { route: 'sumParts', params: { position: '0' }, query: { from: '0' } },
    ]);
    this.ahead.set('releases', releases!).set('parts', parts!);
    return (this.sum = sum!);
  }

  async sumChunk(chunk: Hash): Promise<Uint8Array> {
    // Whoever gets it takes it over, and another try may need it again.
    return this.sums.get(chunk)?.slice() ?? this.desk.fetch('sumChunk', { chunk });
  }

  async sumParts(position: number, from: number): Promise<Uint8Array> {
    const came = position === 0 && from === 0 ? this.take('parts') : undefined;
    return came ?? this.desk.fetch('sumParts', { position: String(position) }, { from: String(from) });
  }

  /** @param sums chunks of the sum, by hash, that were added up here and need not be fetched. */
  keep(sums: ReadonlyMap<Hash, Uint8Array>): void {
    this.sums = sums;
  }

  private take(name: 'releases' | 'parts'): Uint8Array | undefined {
    const came = this.ahead.get(name);
    this.ahead.delete(name);
    return came;
  }

  /** One chunk, which every recipient adds again. */
  private isSmall(): boolean {
    const { blocks, cohort, recipients, grouping, parameters: name } = this.desk.descriptor;
    const parameters = parametersByName(name);
    const sizes = chunkSizes(parameters, { blocks });
    return (
      sizes.length === 1 &&
      !grouping &&
      recipients.length <= CHECKING_RECIPIENTS &&
      cohort.length * sizes[0]! * parameters.polynomialBytes <= SMALL_BYTES
    );
  }
}
