import type { StateHash } from '@chorale/crypto';
import { Controller, Inject, Param } from '@nestjs/common';
import type { House } from '../../house.js';
import { requireHash } from '../../release/round-reader.js';
import { Call, type NodeCall } from './node-call.js';
import { NodeRoute } from './node-route.js';
import { HOUSE } from './tokens.js';

/** Studies, what waits for a node, and states for those that missed rounds. */
@Controller()
export class StudiesController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @NodeRoute('work')
  work(@Call() { caller }: NodeCall): Promise<Uint8Array> {
    return this.house.workList.of(caller);
  }

  @NodeRoute('study')
  study(@Param('study') study: string): Promise<Uint8Array> {
    return this.house.studies.document(study);
  }

  @NodeRoute('stateProof')
  stateProof(@Param('study') study: string, @Param('state') state: string): Promise<Uint8Array> {
    return this.house.states.proof(study, requireHash(state) as string as StateHash);
  }

  @NodeRoute('lots', 204)
  lots(@Call() { caller, body }: NodeCall, @Param('study') study: string): Promise<void> {
    return this.house.lots.accept(caller, study, body);
  }

  @NodeRoute('leaveOut', 204)
  leaveOut(@Call() { caller, body }: NodeCall, @Param('study') study: string): Promise<void> {
    return this.house.leftOut.accept(caller, study, body);
  }

  @NodeRoute('releaseMetrics', 204)
  releaseMetrics(@Call() { caller, body }: NodeCall, @Param('study') study: string): Promise<void> {
    return this.house.partyMetrics.accept(caller, study, body);
  }

  @NodeRoute('releasedMetrics')
  releasedMetrics(@Call() { caller }: NodeCall): Promise<Uint8Array> {
    return this.house.partyMetrics.sentBy(caller);
  }

  @NodeRoute('requestState', 204)
  requestState(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.states.request(caller, body);
  }

  @NodeRoute('sendState', 204)
  sendState(@Call() { caller, body }: NodeCall): Promise<void> {
    return this.house.states.send(caller, body);
  }

  @NodeRoute('receiveState')
  receiveState(
    @Call() { caller }: NodeCall,
    @Param('study') study: string,
    @Param('state') state: string,
  ): Promise<Uint8Array> {
    return this.house.states.receive(caller, study, requireHash(state) as string as StateHash);
  }
}
