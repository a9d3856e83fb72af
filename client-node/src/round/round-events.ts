// What a node tells its operator while it works: each event is one line of progress, or one JSON object.
import type { RoundId, StudyId } from '@chorale/crypto';
import type { PrivacyStatement } from '@chorale/models';
import type { RefusalCode } from '../agreement/refusal.js';

interface RoundEvent {
  readonly study: StudyId;
  readonly round: RoundId;
  /** Position in the study's schedule, from 0. */
  readonly position: number;
}

export type NodeEvent =
  | (RoundEvent & { readonly event: 'round-opened'; readonly attempt: number })
  | (RoundEvent & { readonly event: 'contributed'; readonly people: number; readonly bytes: number })
  | (RoundEvent & { readonly event: 'too-late' })
  | (RoundEvent & { readonly event: 'committed'; readonly nodes: number })
  | (RoundEvent & { readonly event: 'released' })
  | (RoundEvent & {
      readonly event: 'adopted';
      readonly state: string;
      readonly nodes: number;
      /** Spent by this study so far, with its terms. */
      readonly privacy: PrivacyStatement;
      readonly done: boolean;
      /** For the study, all rounds so far. */
      readonly bytesSent: number;
    })
  | (RoundEvent & {
      readonly event: 'cannot-contribute' | 'cannot-commit' | 'cannot-open';
      readonly reason: string;
    })
  /** The first time, and then where the wait has grown or the reason is another. */
  | (RoundEvent & { readonly event: 'step-failed'; readonly reason: string; readonly waitSeconds: number })
  | (RoundEvent & { readonly event: 'refused'; readonly code: RefusalCode; readonly reason: string })
  | (RoundEvent & { readonly event: 'burned' | 'spent' })
  | { readonly event: 'roster-followed'; readonly version: number }
  | { readonly event: 'study-approved'; readonly study: StudyId; readonly name: string }
  | { readonly event: 'study-waits'; readonly study: StudyId; readonly name: string; readonly reason: string }
  | { readonly event: 'state-received' | 'state-sent'; readonly study: StudyId; readonly state: string }
  | {
      readonly event: 'study-refused';
      readonly study: StudyId;
      readonly code: RefusalCode;
      readonly reason: string;
    }
  | {
      readonly event: 'data-quality';
      readonly study: StudyId;
      /** Of 1; it stays at this node. */
      readonly score: number;
      /** Of the agreement. */
      readonly floor: number;
    }
  | { readonly event: 'model-held'; readonly study: StudyId; readonly name: string; readonly reason: string }
  | {
      /** A file that its judgement needs is damaged: until that is mended it is laid out for no other program. */
      readonly event: 'model-not-judged';
      readonly study: StudyId;
      readonly name: string;
      readonly reason: string;
    }
  | {
      readonly event: 'model-erased';
      readonly study: StudyId;
      readonly name: string;
      readonly retentionDays: number;
      /** Scored lists that were erased with it. */
      readonly lists: number;
    }
  | {
      /** Past its days, and still there: tried again within the hour. */
      readonly event: 'not-erased';
      readonly study: StudyId;
      readonly name: string;
      /** Path of a scored list, or what else. */
      readonly what: string;
      readonly reason: string;
    }
  | { readonly event: 'left-out'; readonly study: StudyId; readonly name: string }
  | {
      readonly event: 'data-loaded';
      readonly study: StudyId;
      readonly people: number;
      /** Persons left out; null where the purpose does not rest on consent. */
      readonly withoutConsent: number | null;
      /** Erased persons whom the source still holds; null where nobody was ever erased. */
      readonly erased: number | null;
      readonly warnings: readonly string[];
    }
  | {
      readonly event: 'study-ended';
      readonly study: StudyId;
      readonly name: string;
      readonly status: 'finished' | 'stopped';
      readonly reason: string;
      readonly state: string;
      /** Folder with the states and, where the computation makes one, the exported model; null without results. */
      readonly model: string | null;
      readonly bytesSent: number;
    };

type Without<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;
/** An event of one round, before it is said which. */
export type RoundNews = Without<Extract<NodeEvent, { round: RoundId }>, 'study' | 'round' | 'position'>;

export type ReportEvent = (event: NodeEvent) => void;
