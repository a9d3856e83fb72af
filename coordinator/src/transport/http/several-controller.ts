// Small requests of a round that came together (crypto/src/wire/several.ts): each goes through the handler that serves it
// alone.
import {
  MOST_ANSWER_TOGETHER_BYTES,
  severalAnswers,
  severalRequests,
  type MessageBody,
  type RouteParameter,
  type RouteTogether,
} from '@chorale/crypto';
import { Controller, Inject, Param } from '@nestjs/common';
import type { House } from '../../house.js';
import { CoordinatorError } from '../../platform/errors.js';
import { bodyLimits } from './body-limits.js';
import { LedgerController } from './ledger-controller.js';
import { Call, type NodeCall } from './node-call.js';
import { NodeRoute } from './node-route.js';
import { asCoordinatorError, problemOf } from './problems.js';
import { RoundsController } from './rounds-controller.js';
import { HOUSE } from './tokens.js';

type Request = MessageBody<typeof severalRequests>['requests'][number];
type Answer = MessageBody<typeof severalAnswers>['answers'][number];
type Parameters = Readonly<Record<string, string>>;

@Controller()
export class SeveralController {
  private readonly rounds: RoundsController;
  private readonly ledger: LedgerController;

  constructor(@Inject(HOUSE) house: House) {
    this.rounds = new RoundsController(house);
    this.ledger = new LedgerController(house);
  }

  @NodeRoute('several')
  async several(@Call() call: NodeCall, @Param('round') round: string): Promise<Uint8Array> {
    const answers: Answer[] = [];
    for (const request of severalRequests.decode(call.body).requests) {
      const answer = await this.answer(call, round, request);
      answers.push(answer);
      if (answer.status >= 300) break;
    }
    return severalAnswers.encode({ answers });
  }

  private async answer(
    { caller }: NodeCall,
    round: string,
    { route, body, params, query }: Request,
  ): Promise<Answer> {
    try {
      if (body.length > (bodyLimits[route] ?? MOST_WITHOUT_LIMIT))
        throw new CoordinatorError('too-large', `${route} takes less than ${body.length} bytes; send less`);
      const call: NodeCall = { caller, body, stream: streamOf(body) };
      const bytes = await this.handlers[route](call, round, byName(params), byName(query));
      if (bytes && bytes.length > MOST_ANSWER_TOGETHER_BYTES)
        throw new CoordinatorError(
          'too-large',
          `the answer of ${route} is too long to come with others; ask alone`,
        );
      return bytes ? { status: 200, body: bytes } : { status: 204, body: new Uint8Array() };
    } catch (error) {
      const known = asCoordinatorError(error);
      if (!known) throw error;
      const problem = problemOf(known);
      return { status: problem.status, body: new TextEncoder().encode(JSON.stringify(problem)) };
    }
  }

  private readonly handlers: Readonly<
    Record<
      RouteTogether,
      (
        call: NodeCall,
        round: string,
        params: Parameters,
        query: Parameters,
      ) => Promise<Uint8Array | undefined>
    >
  > = {
    descriptor: (_, round) => this.rounds.descriptor(round),
    ledgerConsistency: (_, __, ___, { from, to, round }) => this.ledger.consistency(from, to, round),
    countersignHead: (call) => silent(this.ledger.countersign(call)),
    putChunk: (call, round, { chunk }) => silent(this.rounds.putChunk(call, round, chunk ?? '')),
    contribute: (call, round) => silent(this.rounds.contribute(call, round)),
    releases: (call, round) => this.rounds.releases(call, round),
    ciphertextSum: (call, round) => this.rounds.ciphertextSum(call, round),
    sumParts: (call, round, { position }, { from }) =>
      this.rounds.sumParts(call, round, position ?? '', from),
  };
}

/** A chunk's length is held against the round's. */
const MOST_WITHOUT_LIMIT = Infinity;

function byName(parameters: readonly RouteParameter[]): Parameters {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

async function silent(done: Promise<void>): Promise<undefined> {
  await done;
}

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
