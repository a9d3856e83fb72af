// All that a study's report is made from. Whoever ran the study fills it in; the report computes no figure
// that is not in here.
import type { PrivacyStatement } from '@chorale/models';
import type { StudyForecast } from '@chorale/models/forecast';

/** What the report says about one party. */
export interface PartyReport {
  /** For people, in the report's language. */
  readonly name: string;
  /** Persons after the recipe's filter, test persons included. */
  readonly customers: number;
  /** Persons that this party trained on. */
  readonly trainingCustomers: number;
  /** AUC of a model of the party's own rows, no noise; null where its training rows hold one class. */
  readonly aucAlone: number | null;
  /** Bytes that its node sent over the whole study. */
  readonly bytesSent: number;
}

/** Phases of a round that take time; the names of the coordinator's round machine. */
export const timedPhases = ['collecting', 'committing', 'releasing', 'adopting'] as const;
export type TimedPhase = (typeof timedPhases)[number];

/** One round that was opened, in order. */
export interface RoundReport {
  /** `closed`: adopted; `burned`: never opened; `spent`: opened but not adopted, and paid for. */
  readonly outcome: 'closed' | 'burned' | 'spent';
  /** Nodes whose contributions are in the sum. */
  readonly contributors: number;
  /** Milliseconds in each phase that it reached. */
  readonly milliseconds: Readonly<Partial<Record<TimedPhase, number>>>;
  /** Of the model after this round, on the launcher's test rows; null while there is no model. */
  readonly auc: number | null;
  /** Mean log loss, likewise. */
  readonly loss: number | null;
  /** Spent by the study when this round had released; null in mode `none`. */
  readonly epsilonAfter: number | null;
  /** Mean over the nodes. */
  readonly bytesPerNode: number;
}

export interface StudyReportData {
  readonly study: {
    readonly name: string;
    readonly question: string;
    readonly computation: string;
    /** Features in model order. */
    readonly features: readonly string[];
    readonly label: string;
  };
  readonly agreement: {
    readonly federation: string;
    readonly title: string;
    readonly purpose: string;
    readonly legalBasis: string;
    /** SHA-256, hexadecimal. */
    readonly hash: string;
    /** Fewest nodes in an opened sum. */
    readonly kMin: number;
    /** Who opens the sums. */
    readonly release: 'members' | 'coordinator';
    readonly committee: { readonly members: number; readonly threshold: number };
  };
  /** Where the rows come from, and their licence. */
  readonly dataSource: string;
  readonly privacy: PrivacyStatement;
  /** What was weighed before the study began; null where it promises no privacy, or nobody weighed it. */
  readonly plan: StudyForecast | null;
  readonly parties: readonly PartyReport[];
  /** Measured by the launcher on test rows that it holds; nothing was released for it. */
  readonly measured: {
    readonly testCustomers: number;
    readonly federated: { readonly auc: number; readonly loss: number };
    readonly pooled: { readonly auc: number; readonly loss: number };
  };
  readonly rounds: readonly RoundReport[];
  /** First enrolment to adopted model. */
  readonly seconds: number;
  readonly traffic: {
    /** Mean sent over the whole study. */
    readonly bytesPerNode: number;
    /** What the same vectors would have taken as plain float32. */
    readonly bytesPlainFloat32: number;
    /** Coordinates a contribution, the largest round. */
    readonly valuesPerRound: number;
    /** Of the encryption: coefficients of one ring element, and bits of each on the wire. */
    readonly ring: { readonly coefficients: number; readonly coefficientBits: number };
    /** Bytes a value of a vector of a million values, sent by the same protocol. */
    readonly bytesPerValueAtMillion: number;
  };
  readonly coordinator: {
    /** Encrypted contributions that it received. */
    readonly contributions: number;
    readonly ciphertextBytes: number;
    /** Sums that it could open; 0 when only members open them. */
    readonly openedSums: number;
  };
  readonly ledger: {
    readonly events: number;
    readonly verified: boolean;
    /** Hash of the last entry, hexadecimal. */
    readonly head: string;
  };
  readonly model: {
    /** SHA-256 of the final state, hexadecimal. */
    readonly hash: string;
    /** Nodes that adopted this very model, of all. */
    readonly adoptedBy: number;
  };
  /** Moment of writing, ISO 8601 UTC. */
  readonly writtenAt: string;
}
