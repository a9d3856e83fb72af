// Written by "npm run client" from the OpenAPI document; not to be changed by hand.
export interface paths {
  '/v1/admin/session': {
    /**
     * Who you are here
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getSession'];
    /**
     * Sign in with name, password and one-time code
     * @description Open to anybody.
     */
    post: operations['postSession'];
    /**
     * Sign out
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    delete: operations['deleteSession'];
  };
  '/v1/admin/session/enrolment': {
    /**
     * What a one-time token stands for, and the secret that an authenticator app takes in
     * @description Open to anybody.
     */
    post: operations['postSessionEnrolment'];
  };
  '/v1/admin/session/enrolment/complete': {
    /**
     * Use a one-time token up: set password and codes, and sign in
     * @description Open to anybody.
     */
    post: operations['postSessionEnrolmentComplete'];
  };
  '/v1/admin/access-tokens': {
    /**
     * Your access tokens, without what they are made of
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getAccessTokens'];
    /**
     * An access token for a program of yours, with your rights; shown once
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    post: operations['postAccessTokens'];
  };
  '/v1/admin/access-tokens/{token}': {
    /**
     * Revoke one of your access tokens, by its id
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    delete: operations['deleteAccessTokensByToken'];
  };
  '/v1/admin/session/oidc': {
    /**
     * Go to the identity provider; a program on the same machine says on which port it waits
     * @description Open to anybody.
     */
    get: operations['getSessionOidc'];
    /**
     * The session of a program that waited
     * @description Open to anybody.
     */
    post: operations['postSessionOidc'];
  };
  '/v1/admin/session/oidc/callback': {
    /**
     * Where the identity provider sends the browser back to
     * @description Open to anybody.
     */
    get: operations['getSessionOidcCallback'];
  };
  '/v1/admin/accounts': {
    /**
     * Accounts; a member-admin sees those of the own member
     * @description Roles: federation-admin, member-admin.
     */
    get: operations['getAccounts'];
    /**
     * A one-time token with which a person opens an account
     * @description Roles: federation-admin, member-admin.
     */
    post: operations['postAccounts'];
  };
  '/v1/admin/accounts/{account}': {
    /**
     * One account
     * @description Roles: federation-admin, member-admin.
     */
    get: operations['getAccountsByAccount'];
    /**
     * Close an account for good, with its sessions and access tokens
     * @description Roles: federation-admin, member-admin.
     */
    delete: operations['deleteAccountsByAccount'];
    /**
     * Give an account another role, member or end; what is left out of the body is taken away
     * @description Roles: federation-admin, member-admin.
     */
    patch: operations['patchAccountsByAccount'];
  };
  '/v1/admin/accounts/{account}/invite': {
    /**
     * A one-time token with which a person sets password and codes anew; sessions end at once
     * @description Roles: federation-admin, member-admin.
     */
    post: operations['postAccountsByAccountInvite'];
  };
  '/v1/admin/status': {
    /**
     * How the federation stands
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getStatus'];
  };
  '/v1/admin/invites': {
    /**
     * Invite a member; the token is shown once
     * @description Roles: federation-admin.
     */
    post: operations['postInvites'];
  };
  '/v1/admin/agreements': {
    /**
     * Agreements and who signed them
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getAgreements'];
    /**
     * Close the roster over all enrolled nodes and propose an agreement to it
     * @description Roles: federation-admin.
     */
    post: operations['postAgreements'];
  };
  '/v1/admin/agreements/{agreement}': {
    /**
     * One agreement as it was signed, with the signatures
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getAgreementsByAgreement'];
  };
  '/v1/admin/agreements/{agreement}/changes': {
    /**
     * What an agreement changes, against the one that it replaces or another one
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getAgreementsByAgreementChanges'];
  };
  '/v1/admin/studies': {
    /**
     * Studies, in the order in which they started
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getStudies'];
    /**
     * Put a study under an active agreement before its members; it starts when all of them approve
     * @description Roles: federation-admin.
     */
    post: operations['postStudies'];
  };
  '/v1/admin/studies/{study}': {
    /**
     * Progress of a study, by id or name: rounds, phases, bytes, epsilon
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getStudiesByStudy'];
  };
  '/v1/admin/studies/{study}/card': {
    /**
     * Model card of a finished study: purpose, parties, data, privacy spent, measures, limits, ledger entries
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getStudiesByStudyCard'];
  };
  '/v1/admin/studies/{study}/stop': {
    /**
     * Stop a running study for good, by id or name; what it spent stays spent
     * @description Roles: federation-admin.
     */
    post: operations['postStudiesByStudyStop'];
  };
  '/v1/admin/studies/{study}/poison-search': {
    /**
     * Run a study once more over groups drawn anew each round, to find who poisons it
     * @description Roles: federation-admin.
     */
    post: operations['postStudiesByStudyPoisonSearch'];
  };
  '/v1/admin/studies/{study}/suspects': {
    /**
     * Nodes of a study over groups, the most suspect first
     * @description Roles: federation-admin.
     */
    get: operations['getStudiesByStudySuspects'];
  };
  '/v1/admin/studies/{study}/sums': {
    /**
     * Opened sums, under an agreement with release: coordinator
     * @description Roles: federation-admin.
     */
    get: operations['getStudiesByStudySums'];
  };
  '/v1/admin/studies/{study}/rounds': {
    /**
     * Rounds of a study: set, committee, releases, adoptions, budget
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getStudiesByStudyRounds'];
  };
  '/v1/admin/rounds/{round}': {
    /**
     * One round
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getRoundsByRound'];
  };
  '/v1/admin/budget': {
    /**
     * Privacy spent, reserved and left: a purpose, all purposes, a lifetime
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getBudget'];
  };
  '/v1/admin/budget/entries': {
    /**
     * What rounds reserved, spent and gave back, in the order of their last change
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getBudgetEntries'];
  };
  '/v1/admin/ledger/head': {
    /**
     * The newest signed head; keep it elsewhere to notice a ledger that was cut off
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getLedgerHead'];
  };
  '/v1/admin/ledger/heads': {
    /**
     * Signed heads with the nodes’ countersignatures, newest first
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getLedgerHeads'];
  };
  '/v1/admin/ledger/heads/{size}': {
    /**
     * The signed head over so many entries
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getLedgerHeadsBySize'];
  };
  '/v1/admin/ledger/entries': {
    /**
     * Entries, narrowed by kind, study, member, actor, subject and time
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getLedgerEntries'];
  };
  '/v1/admin/ledger/entries/{position}': {
    /**
     * One entry with its payload, and the proof that it is in the signed ledger, for "chorale-ledger verify-entry"
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getLedgerEntriesByPosition'];
  };
  '/v1/admin/ledger/export': {
    /**
     * The ledger but for what lies in archives, one JSON object a line, for "chorale-ledger verify"
     * @description Roles: federation-admin, compliance-officer, auditor.
     */
    get: operations['getLedgerExport'];
  };
  '/v1/admin/erasures': {
    /**
     * Erasures that nodes have certified, with their deadlines, the studies concerned and the answers
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getErasures'];
  };
  '/v1/admin/erasures/{certificate}': {
    /**
     * One erasure, by the hash of its certificate
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getErasuresByCertificate'];
  };
  '/v1/admin/erasures/{certificate}/answers': {
    /**
     * Record what the federation answers for one study: the first answer stands, the same again changes nothing
     * @description Roles: federation-admin, member-admin, data-steward.
     */
    post: operations['postErasuresByCertificateAnswers'];
  };
  '/v1/admin/ledger/archives': {
    /**
     * Files that hold the old part of the ledger, oldest first
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getLedgerArchives'];
    /**
     * Put an archive on record that you hold: its entries leave the database, every proof goes on
     * @description Roles: federation-admin.
     */
    post: operations['postLedgerArchives'];
  };
  '/v1/admin/ledger/archives/next': {
    /**
     * The oldest entries that lie in no archive, as one; they stay until the archive is put on record
     * @description Roles: federation-admin.
     */
    get: operations['getLedgerArchivesNext'];
  };
  '/v1/admin/members': {
    /**
     * Legal entities with the nodes that they run
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getMembers'];
  };
  '/v1/admin/nodes': {
    /**
     * Enrolled nodes with their fingerprints
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getNodes'];
  };
  '/v1/admin/nodes/{node}': {
    /**
     * One node, by id or name
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getNodesByNode'];
  };
  '/v1/admin/rosters': {
    /**
     * Rosters, version by version: changes, votes, signatures, and which is in force
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getRosters'];
    /**
     * Put a change of the roster before the members
     * @description Roles: federation-admin.
     */
    post: operations['postRosters'];
  };
  '/v1/admin/rosters/{version}': {
    /**
     * One roster
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getRostersByVersion'];
  };
  '/v1/admin/evidence': {
    /**
     * The evidence pack of a study, a member or a period: records of processing, impact assessments, processors, budgets, models, data flow, incidents, rights and cryptography, each figure with the ledger entries that it follows from
     * @description Roles: federation-admin, compliance-officer, auditor.
     */
    get: operations['getEvidence'];
  };
  '/v1/admin/incidents': {
    /**
     * Incidents, in the order in which they were opened
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getIncidents'];
    /**
     * Report an incident; its title is written into the ledger
     * @description Roles: federation-admin, member-admin, data-steward.
     */
    post: operations['postIncidents'];
  };
  '/v1/admin/incidents/{incident}': {
    /**
     * One incident
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    get: operations['getIncidentsByIncident'];
  };
  '/v1/admin/incidents/{incident}/close': {
    /**
     * Resolve an incident
     * @description Roles: federation-admin, member-admin, data-steward.
     */
    post: operations['postIncidentsByIncidentClose'];
  };
  '/v1/admin/webhooks': {
    /**
     * Webhooks and how far each was told
     * @description Roles: federation-admin.
     */
    get: operations['getWebhooks'];
    /**
     * Have new entries sent to an address, signed as standardwebhooks.com says; the secret is shown once
     * @description Roles: federation-admin.
     */
    post: operations['postWebhooks'];
  };
  '/v1/admin/webhooks/{webhook}': {
    /**
     * One webhook
     * @description Roles: federation-admin.
     */
    get: operations['getWebhooksByWebhook'];
    /**
     * Remove a webhook
     * @description Roles: federation-admin.
     */
    delete: operations['deleteWebhooksByWebhook'];
  };
  '/v1/admin/webhooks/{webhook}/resume': {
    /**
     * Go on where deliveries were given up; nothing is left out
     * @description Roles: federation-admin.
     */
    post: operations['postWebhooksByWebhookResume'];
  };
  '/v1/admin/events': {
    /**
     * Entries as they are written, as server-sent events; `id` is the position to go on after
     * @description Roles: federation-admin, compliance-officer, auditor.
     */
    get: operations['getEvents'];
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AccessToken: {
      id: string;
      label: string;
      /** @description milliseconds since 1970 */
      createdAt: number;
      /** @description milliseconds since 1970 */
      expiresAt: number;
    };
    Account: {
      /** @description what the ledger calls the person */
      account: string;
      name: string;
      role: components['schemas']['PersonRole'];
      member: string | null;
      /**
       * @description how the person signs in
       * @enum {string}
       */
      way: 'password' | 'oidc';
      validUntil: number | null;
      /** @description milliseconds since 1970 */
      createdAt: number;
      closedAt: number | null;
    };
    AccountInvitation: {
      /** @description shown once; serves once, for a day. Hand it to the person and nobody else */
      token: string;
      /** @description milliseconds since 1970 */
      expiresAt: number;
    };
    AccountTerms: {
      role: components['schemas']['PersonRole'];
      /** @description legal entity that the account is bound to */
      member?: string;
      /** @description milliseconds since 1970; an auditor needs one */
      validUntil?: number;
    };
    Agreement: {
      /** @description hash of the text */
      agreement: string;
      title: string;
      /** @description milliseconds since 1970, by the coordinator */
      proposedAt: number;
      /** @description as proposed and signed, JSON */
      text: string;
      consents: {
        /** @description lower-case hex */
        node: string;
        /** @description name of a node */
        name: string;
        /** @description lower-case hex */
        roster: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
        /** @description base64 of canonical bytes */
        envelope: string;
      }[];
    };
    AgreementChange: {
      /** @description where, such as privacy.epsilon */
      path: string;
      /** @description left out where it was not there */
      before: unknown;
      /** @description left out where it is gone */
      after: unknown;
      /** @description more may be done with the data than before */
      widens: boolean;
    };
    AgreementProposal: {
      /** @constant */
      format: 'chorale-agreement/1';
      federation: string;
      title: string;
      /** @description what the results may be used for */
      purpose: string;
      /** @description for example GDPR Art. 6(1)(f), PIPL Art. 13 */
      legalBasis: string;
      /** @description hash of the agreement that this one amends; a node keeps to whichever of the two it signed last */
      replaces?: string;
      /** @description members that take part, and what each is by law; left out: every member of the roster, as joint controllers */
      parties?: {
        member: string;
        /** @enum {string} */
        role: 'controller' | 'joint-controller' | 'processor';
      }[];
      /** @description legal entity that runs the coordinator, and what it is by law */
      operator?: {
        name: string;
        /**
         * @default processor
         * @enum {string}
         */
        role?: 'controller' | 'joint-controller' | 'processor';
      };
      /**
       * @description where nodes may stand; empty: anywhere
       * @default []
       */
      regions?: string[];
      /** @description declared number of persons over all nodes, public; averages divide by it */
      people: number;
      dictionary: {
        features: (
          | {
              name: string;
              /** @constant */
              type: 'number';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description every column that the feature is built from, at every member, passes through this while it is read; a node whose node.yaml does not declare it refuses
               * @enum {string}
               */
              desensitise?: 'hash' | 'bin' | 'generalise';
              /** @description for people: days, EUR, pieces */
              unit?: string;
              description?: string;
              /** @description smallest meaningful value, in unit; smaller values are clamped to it */
              lower: number;
              /** @description largest meaningful value, in unit; larger values are clamped to it */
              upper: number;
              /**
               * @description applied after clamping
               * @default none
               * @enum {string}
               */
              transform?: 'none' | 'log1p' | 'log';
              /** @description stands in for a missing value; default: lower */
              missing?: number;
            }
          | {
              name: string;
              /** @constant */
              type: 'category';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description every column that the feature is built from, at every member, passes through this while it is read; a node whose node.yaml does not declare it refuses
               * @enum {string}
               */
              desensitise?: 'hash' | 'bin' | 'generalise';
              description?: string;
              /** @description any other value, also a missing one, becomes "other"; more than 256 only for computations that take a category as one code, such as items of a shop */
              categories: string[];
            }
          | {
              name: string;
              /** @constant */
              type: 'binary';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description every column that the feature is built from, at every member, passes through this while it is read; a node whose node.yaml does not declare it refuses
               * @enum {string}
               */
              desensitise?: 'hash' | 'bin' | 'generalise';
              description?: string;
            }
        )[];
        /** @description what supervised studies learn to predict: 0 or 1 a row, or a number within bounds */
        label?:
          | {
              name: string;
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description left out: binary
               * @constant
               */
              type?: 'binary';
              description?: string;
            }
          | {
              name: string;
              /** @constant */
              type: 'number';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              sensitivity?: 'public' | 'personal' | 'sensitive';
              /** @description for people: EUR, orders, pieces */
              unit?: string;
              description?: string;
              /** @description smallest meaningful value, in unit; smaller values are clamped to it */
              lower: number;
              /** @description largest meaningful value, in unit; larger values are clamped to it */
              upper: number;
              /**
               * @description applied after clamping; it is what is learned
               * @default none
               * @enum {string}
               */
              transform?: 'none' | 'log1p' | 'log';
            };
        /** @description columns of this name (case, blanks and punctuation aside), such as phone or id number, are declared as dropped by every member that has them */
        drop?: string[];
        /** @description who measures models; left out: everybody trains and measures */
        holdout?: {
          /** @description one person in so many is kept out of training, by a hash of the id: the same one at every node */
          oneIn: number;
        };
      };
      /**
       * @description least data quality, of 1, with which a node takes part (docs/data-quality.md); below it the node says so and stays out
       * @default 0.9
       */
      qualityFloor?: number;
      cohort: {
        /**
         * @description fewest nodes in an opened sum
         * @default 5
         */
        kMin?: number;
      };
      /** @description names of the nodes that hold key shares; left out: all nodes, up to 16 */
      committee?: string[];
      privacy: {
        /**
         * @description what epsilon protects, one of them at a time, without article: person, or store's week where rows are not about persons
         * @default person
         */
        unit?: string;
        /**
         * @default pooled
         * @enum {string}
         */
        mode?: 'pooled' | 'local' | 'member' | 'none';
        /** @description budget; null only in mode none */
        epsilon: number | null;
        delta: number | null;
        /**
         * @description p: most nodes one person can appear in
         * @default 1
         */
        nodesPerPerson?: number;
        /**
         * @description h: nodes that may pool what they know, or add no noise
         * @default 1
         */
        colluding?: number;
        /** @description over all purposes; the strictest that a node signed holds. Left out: not limited here */
        total?: { epsilon: number; delta: number };
        /** @description over all purposes and all periods, for ever; the strictest that a node signed holds */
        lifetime?: { epsilon: number; delta: number };
        /** @description starts a new period of this purpose's budget; left out: goes on with the first one */
        renews?: {
          /**
           * Format: date
           * @description first day of the new period, UTC
           */
          from: string;
          /** @description hash of the agreement whose budget is renewed */
          replaces: string;
        };
      };
      /** @description names of allowed computations */
      computations: string[];
      /** @description rules by which studies may add up, all but sum opening the sum of each group of kMin nodes or more; left out: sum only */
      aggregation?: ('sum' | 'median' | 'trimmed-mean' | 'krum')[];
      /** @description what follows when a study over groups names suspects; left out: nothing, people decide */
      poisoning?: {
        /** @description nodes that an ended study over groups suspects at this score or more are left out of studies that are proposed later under this agreement */
        excludeAbove: number;
      };
      /**
       * @description a model that drifts, or loses to its two challengers, is not used unless administrators of two members override it
       * @default {}
       */
      releaseGate?: {
        /**
         * @description by how much the validation error may exceed that of the model released before for the same question, as a share of it
         * @default 0.15
         */
        mostDrift?: number;
        /**
         * @description whether a model that a study can measure stays unused until one has
         * @default false
         */
        measuredFirst?: boolean;
      };
      /**
       * @description who opens the sum
       * @default members
       * @enum {string}
       */
      release?: 'members' | 'coordinator';
      /**
       * @description who may use the results beside the parties, and what for; empty: nobody else
       * @default []
       */
      recipients?: string[];
      /**
       * @description longest that the parties keep models and scored lists after their study has ended; nodes refuse and erase what is older
       * @default 365
       */
      retentionDays?: number;
      /**
       * Format: date
       * @description last day on which a round may open, UTC
       */
      expires: string;
    };
    AgreementSummary: {
      /** @description lower-case hex */
      agreement: string;
      title: string;
      /** @description members voted for it and every node that takes part signed it */
      active: boolean;
      /** @description a party is against it, or another one took its place: nothing that is awaited makes it active */
      over: boolean;
      expires: string;
      /** @description nodes that take part and signed it */
      signed: number;
      /** @description nodes that take part */
      nodes: number;
      /** @description hash of the agreement that it amends */
      replaces: string | null;
      /** @description raises a budget or widens a purpose, which takes four eyes */
      widens: boolean;
      /** @description what members' votes say against it; empty where nothing does */
      reason: string;
    };
    BudgetEntry: {
      /** @description lower-case hex */
      round: string;
      /** @description lower-case hex */
      study: string;
      /** @description lower-case hex */
      agreement: string;
      /** @enum {string} */
      status: 'reserved' | 'spent' | 'given-back';
      /** @description milliseconds since 1970, by the coordinator */
      at: number;
      /** @description what the accountant counts; null in mode none */
      event: unknown;
    };
    BudgetPosition: {
      /** @enum {string} */
      scope: 'purpose' | 'all-purposes' | 'lifetime';
      /** @description null beyond one purpose */
      purpose: string | null;
      /** @description first day of the period; empty for the first, null where periods do not matter */
      period: string | null;
      /** @description title of the agreement */
      setBy: string;
      /** @description epsilon that is allowed */
      limit: number;
      delta: number;
      /** @description epsilon of what was, or may have been, released */
      spent: number;
      /** @description what open rounds add to it */
      reserved: number;
      left: number;
      /** @enum {string} */
      accountant: 'pld' | 'rdp';
      /** @description what epsilon protects, one at a time */
      unit: string;
      /** @constant */
      adjacency: 'add-or-remove-one';
      readonly samplingRates: number[];
      /** @description p: most nodes one person can appear in */
      nodesPerPerson: number;
      /** @description h: nodes that may collude or add no noise */
      colluding: number;
    };
    Calibration: { decile: number; rows: number; predicted: number; observed: number; lift: number }[];
    CitedRecord: {
      /** @description position in the ledger */
      entry: number;
      /** @description RFC 9162 leaf hash of the entry, hex */
      hash: string;
      kind: string;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      at: number;
    };
    DataFlow: {
      node: string;
      name: string;
      member: string;
      region: string;
      /** @enum {string} */
      role: 'contributor' | 'committee';
      /** @description rounds in which a noised, encrypted sum over its persons went into a sum */
      contributed: components['schemas']['Figure'];
      /** @description rounds whose model it adopted */
      received: components['schemas']['Figure'];
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    DeclaredEvidence: {
      /**
       * @description whose word it is: the program that made the pack
       * @constant
       */
      by: 'coordinator';
      program: { name: string; version: string; node: string; openssl: string };
      cryptography: {
        name: string;
        use: string;
        parameters: string;
        library: string;
        version: string;
        standard: string;
      }[];
      /** @description of released models; measures are the word of who wrote the card, the rest is held against the ledger */
      cards: components['schemas']['ModelCard'][];
      /** @description CycloneDX 1.6, of the installation */
      sbom: { [key: string]: unknown };
    };
    EnrolledNode: {
      /** @description lower-case hex */
      node: string;
      name: string;
      member: string;
      region: string;
      /** @enum {string} */
      role: 'contributor' | 'committee';
      /** @description of the signing key; people compare it out of band */
      fingerprint: string;
      inRoster: boolean;
      /** @description removed, left, or followed by a new key; it comes into no roster again */
      retired: boolean;
      /** @description null where the node was not heard of since the start */
      lastSeen: number | null;
    };
    Erasure: {
      /** @description hash of the certificate, which stays with the member and holds a pseudonym */
      certificate: string;
      /** @description that erased the person */
      node: string;
      member: string;
      /** @description UTC day, YYYY-MM-DD */
      requestedOn: string;
      /** @description UTC day, YYYY-MM-DD */
      dueOn: string;
      /** @description UTC day, YYYY-MM-DD */
      erasedOn: string;
      erasedInTime: boolean;
      /** @description until the last day in time, negative when it has passed; null once every study is answered */
      daysLeft: number | null;
      /** @description position of the ledger’s entry */
      entry: number;
      /** @description milliseconds since 1970, by the coordinator */
      toldAt: number;
      /** @description that the person’s rows may have been part of */
      studies: {
        /** @description lower-case hex */
        study: string;
        name: string;
        status: string;
        /** @description lower-case hex */
        agreement: string;
        purpose: string;
        computation: string;
        /** @description null where no round closed */
        model: {
          /** @description hash of the newest state */
          state: string;
          rounds: number;
        } | null;
        /** @description reserved or spent so far */
        privacy: components['schemas']['PrivacyStatement'];
        /**
         * @description what the records bear out
         * @enum {string}
         */
        proposed: 'privacy-argument' | 'retrained' | 'no-model';
        answer: {
          /** @enum {string} */
          answer: 'privacy-argument' | 'retrained' | 'no-model';
          /** @description study that was trained anew without the person */
          successor: string | null;
          reason: string;
          by: string;
          /** @description milliseconds since 1970, by the coordinator */
          at: number;
          /** @description position of the ledger’s entry */
          entry: number;
        } | null;
      }[];
    };
    ErasureAnswer: {
      /** @description id or name */
      study: string;
      /** @enum {string} */
      answer: 'privacy-argument' | 'retrained' | 'no-model';
      /** @description id or name, with `retrained` */
      successor?: string;
      /** @description why that is enough, for the ledger */
      reason: string;
    };
    Evidence: {
      totals: {
        activities: components['schemas']['Figure'];
        studies: components['schemas']['Figure'];
        rounds: components['schemas']['Figure'];
        models: components['schemas']['Figure'];
        openIncidents: components['schemas']['Figure'];
        erasures: components['schemas']['Figure'];
        lateErasures: components['schemas']['Figure'];
        exports: components['schemas']['Figure'];
      };
      activities: components['schemas']['ProcessingActivity'][];
      parties: components['schemas']['EvidenceParty'][];
      assessments: components['schemas']['ImpactAssessment'][];
      decisions: components['schemas']['EvidenceDecision'][];
      studies: components['schemas']['EvidenceStudy'][];
      budgets: components['schemas']['EvidenceBudget'][];
      models: components['schemas']['ReleasedModel'][];
      /** @description models that the release gate held back, and people let pass */
      overrides: components['schemas']['ReleaseOverride'][];
      flows: components['schemas']['DataFlow'][];
      incidents: components['schemas']['EvidenceIncident'][];
      exclusions: components['schemas']['EvidenceExclusion'][];
      erasures: components['schemas']['EvidenceErasure'][];
      leftOut: components['schemas']['LeftOutPersons'][];
      exports: components['schemas']['EvidenceExport'][];
      /** @description entries that could not be read, so that what they say is missing here */
      unread: number[];
    };
    EvidenceBudget: {
      /** @enum {string} */
      scope: 'purpose' | 'all-purposes' | 'lifetime';
      purpose: string | null;
      period: string | null;
      /** @description title of the agreement */
      setBy: string;
      limit: components['schemas']['Figure'];
      spent: components['schemas']['Figure'];
      reserved: components['schemas']['Figure'];
      left: components['schemas']['Figure'];
      delta: components['schemas']['Figure'];
      /** @enum {string} */
      accountant: 'pld' | 'rdp';
      unit: string;
      samplingRates: number[];
      nodesPerPerson: number;
      colluding: number;
    };
    EvidenceDecision: {
      /** @enum {string} */
      matter: 'roster' | 'agreement' | 'study' | 'release';
      subject: string;
      member: string;
      decision: string;
      reason: string;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      at: number;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    EvidenceErasure: {
      certificate: string;
      node: string;
      requestedOn: string;
      dueOn: string;
      erasedOn: string;
      studies: string[];
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    EvidenceExclusion: {
      study: string;
      agreement: string;
      nodes: string[];
      /** @description milliseconds since 1970, by the clock of the coordinator */
      at: number;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    EvidenceExport: {
      /** @description milliseconds since 1970, by the clock of the coordinator */
      at: number;
      role: string;
      member: string | null;
      route: string;
      reason: string | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    EvidenceIncident: {
      incident: string;
      title: string;
      severity: string;
      study: string | null;
      member: string | null;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      openedAt: number;
      closedAt: number | null;
      resolution: string | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    EvidencePack: {
      /** @constant */
      format: 'chorale-evidence/1';
      scope:
        | {
            /** @constant */
            kind: 'study';
            /** @description id of the study */
            study: string;
          }
        | {
            /** @constant */
            kind: 'period';
            /**
             * Format: date
             * @description first day, UTC
             */
            from: string;
            /**
             * Format: date
             * @description last day, UTC
             */
            to: string;
          }
        | {
            /** @constant */
            kind: 'member';
            member: string;
          };
      /** @description milliseconds since 1970, by the clock of the coordinator */
      madeAt: number;
      federation: {
        id: string;
        name: string;
        /** @description Ed25519, hex */
        coordinatorKey: string;
      };
      ledger: {
        /** @description entries that the pack is over */
        size: number;
        /** @description of the head that the coordinator signed over them */
        root: string;
      };
      evidence: components['schemas']['Evidence'];
      /** @description every entry that a proof names */
      records: components['schemas']['CitedRecord'][];
      declared: components['schemas']['DeclaredEvidence'];
    };
    EvidenceParty: {
      name: string;
      /** @enum {string} */
      kind: 'member' | 'operator';
      /**
       * @description by law: GDPR 4(7), 4(8), 26; PIPL 20, 21
       * @enum {string}
       */
      role: 'controller' | 'joint-controller' | 'processor';
      agreement: string;
      nodes: {
        node: string;
        name: string;
        region: string;
        /** @enum {string} */
        role: 'contributor' | 'committee';
        /** @description milliseconds since 1970, by the clock of the coordinator */
        since: number;
        suspended: boolean;
      }[];
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    EvidencePrivacy: {
      /** @description of all rounds that were, or may have been, opened */
      epsilon: components['schemas']['Figure'];
      delta: components['schemas']['Figure'];
      /** @enum {string} */
      accountant: 'pld' | 'rdp';
      unit: string;
      /** @constant */
      adjacency: 'add-or-remove-one';
      /** @description 1: all of them; empty: nothing was released */
      samplingRates: number[];
      nodesPerPerson: components['schemas']['Figure'];
      colluding: components['schemas']['Figure'];
    };
    EvidenceStudy: {
      study: string;
      name: string;
      question: string | null;
      agreement: string;
      computation: string;
      recipe: string | null;
      features: string[];
      /** @enum {string} */
      status: 'proposed' | 'running' | 'finished' | 'stopped';
      reason: string;
      proposedAt: number | null;
      startedAt: number | null;
      endedAt: number | null;
      /** @description rounds */
      planned: components['schemas']['Figure'] | null;
      /** @description rounds, in the period where the pack is about one */
      opened: components['schemas']['Figure'];
      /** @description rounds of those whose sum gave a model */
      closed: components['schemas']['Figure'];
      /** @description rounds of those that ended unopened */
      burned: components['schemas']['Figure'];
      /** @description rounds of those that may have been opened and gave no model */
      lost: components['schemas']['Figure'];
      /** @description nodes whose data were in a sum */
      contributors: components['schemas']['Figure'];
      /** @description fewest nodes in an opened sum; null where none was opened */
      smallestSum: components['schemas']['Figure'] | null;
      /** @description rounds refused by a node */
      refusals: components['schemas']['Figure'];
      /** @description null in mode none */
      privacy: components['schemas']['EvidencePrivacy'] | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    FederationStatus: {
      /** @description lower-case hex */
      federation: string;
      federationName: string;
      coordinatorFingerprint: string;
      version: string;
      protocol: number;
      url: string;
      members: number;
      agreements: components['schemas']['AgreementSummary'][];
      studies: components['schemas']['StudySummary'][];
      ledger: {
        size: number;
        /** @description lower-case hex */
        root: string;
      };
    };
    Figure: {
      value: number;
      /** @enum {string} */
      unit:
        | 'agreements'
        | 'days'
        | 'entries'
        | 'epsilon'
        | 'features'
        | 'incidents'
        | 'models'
        | 'nodes'
        | 'persons'
        | 'probability'
        | 'regions'
        | 'requests'
        | 'rounds'
        | 'studies';
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    GroupFairness: {
      /** @description name of the study that measured it */
      evaluation: string;
      groupBy: string;
      /** @enum {string} */
      measure: 'auc' | 'wape';
      groups: { group: string; rows: number; value: number | null }[];
      /** @description between the best and the worst served group; null below two groups */
      gap: number | null;
      worst: string | null;
    };
    ImpactAssessment: {
      agreement: string;
      gdpr: {
        /** @enum {string} */
        criterion:
          | 'evaluation-or-scoring'
          | 'sensitive-data'
          | 'matching-datasets'
          | 'new-technology'
          | 'large-scale'
          | 'vulnerable-persons';
        /** @description null: for people to judge */
        applies: boolean | null;
        /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
        proof: number[];
      }[];
      pipl: {
        /** @enum {string} */
        case:
          | 'sensitive-information'
          | 'automated-decisions'
          | 'entrusted-or-provided'
          | 'sent-abroad'
          | 'major-effect';
        applies: boolean | null;
        /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
        proof: number[];
      }[];
      risks: {
        /** @enum {string} */
        risk:
          | 'exposed-contribution'
          | 'inference-from-results'
          | 'other-purpose'
          | 'without-legal-basis'
          | 'transfer-abroad'
          | 'rights-not-carried-out'
          | 'manipulated-model'
          | 'kept-too-long'
          | 'rewritten-records';
        figures: { name: string; figure: components['schemas']['Figure'] }[];
      }[];
    };
    Incident: {
      incident: string;
      title: string;
      description: string;
      /** @enum {string} */
      severity: 'low' | 'medium' | 'high' | 'critical';
      study: string | null;
      /** @description that it concerns; null: the whole federation */
      member: string | null;
      /** @description milliseconds since 1970, by the coordinator */
      openedAt: number;
      openedBy: string;
      closedAt: number | null;
      closedBy: string | null;
      resolution: string | null;
    };
    Invitation: {
      member: string;
      /** @description one line; send it to the member by a channel of its own */
      token: string;
      /** @description milliseconds since 1970, by the coordinator */
      expiresAt: number;
    };
    IssuedAccessToken: {
      id: string;
      label: string;
      /** @description milliseconds since 1970 */
      createdAt: number;
      /** @description milliseconds since 1970 */
      expiresAt: number;
      /** @description for `authorization: Bearer` */
      token: string;
    };
    IssuedWebhook: {
      webhook: string;
      url: string;
      /** @description of entries; an empty list stands for all */
      kinds: string[];
      /** @description milliseconds since 1970 */
      createdAt: number;
      createdBy: string;
      /** @description first entry of the ledger that was not delivered yet */
      nextPosition: number;
      /** @description deliveries that failed in a row */
      failures: number;
      /** @description why the last one failed; empty where it did not */
      problem: string;
      /** @description since when nothing is delivered any more, after 16 failures */
      suspendedAt: number | null;
      /** @description that the receiver checks signatures with */
      secret: string;
    };
    LedgerArchive: {
      /** @description position of its first entry */
      from: number;
      /** @description size of the signed head that it ends with */
      to: number;
      /** @description of that head */
      root: string;
      /** @description of the file’s bytes */
      sha256: string;
      bytes: number;
      /** @description position of the entry that tells of it */
      entry: number;
      /** @description milliseconds since 1970, by the coordinator */
      at: number;
    };
    LedgerEntry: {
      /** @description from 0 */
      position: number;
      /** @description milliseconds since 1970, by the coordinator */
      at: number;
      kind: string;
      /** @description id of a node, `account:` and an account, `coordinator`, or `administrator` */
      actor: string;
      /** @description id of what it is about */
      subject: string;
      /** @description that it is about, or whose round */
      study: string | null;
      /** @description that it is about, or whose node did it */
      member: string | null;
      /** @description whether what it says lies in an archive file */
      archived: boolean;
    };
    LedgerHead: {
      size: number;
      /** @description lower-case hex */
      root: string;
      coordinatorFingerprint: string;
    };
    LedgerPlace: {
      /** @description of the entry, such as round-closed */
      kind: string;
      position: number;
      /** @description leaf hash of the entry (RFC 9162) */
      hash: string;
    };
    LeftOutPersons: {
      node: string;
      study: string;
      /** @description band of a count; null: the purpose does not rest on consent there */
      withoutConsent: string | null;
      erased: string | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    Member: {
      member: string;
      nodes: string[];
      regions: string[];
      /** @description whether a node of it is in the newest roster */
      inRoster: boolean;
    };
    MemberDecision: {
      member: string;
      /** @enum {string} */
      decision: 'approve' | 'reject';
      reason: string;
      /** @description milliseconds since 1970, by whoever decided; 0 where a consent says none */
      at: number;
    };
    ModelCard: {
      /** @constant */
      format: 'chorale-model-card/1';
      /**
       * @description a node writes what it adopted and measured; the coordinator what the ledger proves
       * @enum {string}
       */
      writtenBy: 'node' | 'coordinator';
      /** Format: date-time */
      writtenAt: string;
      federation: string;
      model: {
        study: string;
        name: string;
        question: string | null;
        recipe: string | null;
        computation: string;
        settings: { [key: string]: unknown };
        /** @description of the last state, which every recipient adopted */
        state: string | null;
        roundsClosed: number;
        /** @description why it ended before its plan; empty where it did not */
        endedEarly: string;
      };
      agreement: {
        hash: string;
        title: string;
        purpose: string;
        legalBasis: string;
        /** @enum {string} */
        release: 'members' | 'coordinator';
        regions: string[];
        recipients: string[];
        retentionDays: number;
        expires: string;
        kMin: number;
      };
      /** @description as the agreement names them; where it names none, the members of the roster */
      parties: {
        member: string;
        /** @enum {string} */
        role: 'controller' | 'joint-controller' | 'processor';
      }[];
      data: {
        /** @description declared over all nodes */
        people: number;
        unit: string;
        features: {
          name: string;
          type: string;
          /** @enum {string} */
          sensitivity: 'public' | 'personal' | 'sensitive';
          description: string | null;
          unit: string | null;
          /** @description bounds of a number, or how many categories */
          range: string;
        }[];
        label: string | null;
        /** @description one person in so many was kept out of training; null: nobody */
        holdoutOneIn: number | null;
      };
      /** @description that making the model spent */
      privacy: components['schemas']['ModelCardPrivacy'];
      evaluations: components['schemas']['ModelEvaluation'][];
      /** @description why there are no evaluations */
      withoutMeasures: ('not-measured' | 'with-members') | null;
      /** @description only what a party released of itself, in mode local; nobody else can tell parties apart */
      byParty: components['schemas']['PartyMeasures'][];
      fairness: components['schemas']['GroupFairness'][];
      /** @description whether the release gate lets it be used, as the writer judges; null where measures are not its to see */
      release: components['schemas']['ReleaseGateResult'] | null;
      limits: (
        | 'purpose'
        | 'data-unverified'
        | 'no-holdout'
        | 'no-noise'
        | 'few-members'
        | 'not-measured'
        | 'measures-noised'
        | 'groups-not-measured'
        | 'sensitive-features'
        | 'ended-early'
        | 'ledger-not-held'
      )[];
      lineage: components['schemas']['ModelCardLineage'];
      /** @description head of the ledger that covers these entries */
      head: { size: number; root: string } | null;
    };
    ModelCardLineage: {
      /** @description entries on the study itself */
      ledger: components['schemas']['LedgerPlace'][];
      rounds: components['schemas']['ModelCardRound'][];
    };
    ModelCardPrivacy: {
      /** @enum {string} */
      mode: 'pooled' | 'local' | 'member' | 'none';
      /** @description spent; null in mode none */
      epsilon: number | null;
      delta: number | null;
      unit: string;
      /** @constant */
      adjacency: 'add-or-remove-one';
      sampling:
        | {
            /** @constant */
            kind: 'all';
          }
        | {
            /** @constant */
            kind: 'poisson';
            readonly rates: number[];
          };
      /** @description p */
      nodesPerPerson: number;
      /** @description h */
      colluding: number;
      /** @enum {string} */
      accountant: 'pld' | 'rdp';
    };
    ModelCardRound: {
      round: string;
      /** @description position in the schedule */
      index: number;
      attempt: number;
      /** @description closed or adopted: its sum made the next state; burned: never opened; spent: opened, not adopted */
      outcome: string;
      /** @description state */
      startsFrom: string;
      leadsTo: string | null;
      ledger: components['schemas']['LedgerPlace'][];
    };
    ModelEvaluation: {
      study: string;
      name: string;
      state: string | null;
      label: string;
      /** @description rows and measures by name, such as auc, logLoss, wape; null where nothing can be said */
      everybody: { [key: string]: number | null };
      calibration: components['schemas']['Calibration'];
      importance: { feature: string; lost: number | null }[];
      /** @description that the measuring itself spent */
      privacy: components['schemas']['ModelCardPrivacy'];
      lineage: components['schemas']['ModelCardLineage'];
    };
    NewAccount: {
      role: components['schemas']['PersonRole'];
      /** @description legal entity that the account is bound to */
      member?: string;
      /** @description milliseconds since 1970; an auditor needs one */
      validUntil?: number;
      /** @description what the person signs in with */
      name: string;
    };
    NewIncident: {
      title: string;
      description: string;
      /** @enum {string} */
      severity: 'low' | 'medium' | 'high' | 'critical';
      /** @description id or name */
      study?: string;
      /** @description that it concerns; left out: everybody */
      member?: string;
    };
    NewInvitation: {
      /** @description legal entity that is asked to join */
      member: string;
      /** @description name that its node must take */
      node?: string;
      /**
       * @description contributor: brings rows; committee: only holds key shares, without rows and results
       * @default contributor
       * @enum {string}
       */
      role?: 'contributor' | 'committee';
      /**
       * @description the node of that name lost its key; members vote the new one in
       * @default false
       */
      newKey?: boolean;
    };
    NewWebhook: {
      /** Format: uri */
      url: string;
      /**
       * @description of entries; left out: all
       * @default []
       */
      kinds?: string[];
    };
    OpenedSession: {
      /** @description null for the token in the coordinator’s home */
      account: string | null;
      name: string;
      role: components['schemas']['PersonRole'];
      /** @description what concerns this member alone; null: the whole federation */
      member: string | null;
      /** @enum {string} */
      way: 'session' | 'access-token' | 'home-token';
      /** @description for the header chorale-csrf, with every change that a cookie vouches for; null elsewhere */
      csrfToken: string | null;
      /** @description a session ends after so long without a request */
      idleSeconds: number;
      /** @description of a session carried as bearer; null where the cookie holds it */
      token: string | null;
    };
    OpenedSum: {
      /** @description lower-case hex */
      round: string;
      /** @description position in the schedule, from 0 */
      index: number;
      /** @description the noised sum over all contributions, in real units */
      blocks: { name: string; values: number[] }[];
    };
    PartyMeasures: {
      member: string;
      label: string;
      /** @description rows and measures by name, such as auc, logLoss, wape; null where nothing can be said */
      measures: { [key: string]: number | null };
      calibration: components['schemas']['Calibration'];
      /** @description that the release spent of the budget of this party, by itself */
      privacy: components['schemas']['ModelCardPrivacy'];
      /** @description entry that holds what the party signed */
      ledger: components['schemas']['LedgerPlace'][];
    };
    /** @enum {string} */
    PersonRole: 'federation-admin' | 'member-admin' | 'data-steward' | 'compliance-officer' | 'auditor';
    PrivacyStatement: {
      /** @enum {string} */
      mode: 'pooled' | 'local' | 'member' | 'none';
      /** @description null in mode none */
      epsilon: number | null;
      delta: number | null;
      /** @description what epsilon protects, one at a time */
      unit: string;
      /** @constant */
      adjacency: 'add-or-remove-one';
      sampling:
        | {
            /** @constant */
            kind: 'all';
          }
        | {
            /** @constant */
            kind: 'poisson';
            readonly rates: number[];
          };
      /** @description p: most nodes one person can appear in */
      nodesPerPerson: number;
      /** @description h: nodes that may collude or add no noise */
      colluding: number;
      /** @enum {string} */
      accountant: 'pld' | 'rdp';
    };
    Problem: {
      /** @description `urn:chorale:problem:` and the code */
      type: string;
      title: string;
      status: number;
      /** @description what to do next */
      detail: string;
      code: components['schemas']['ProblemCode'];
    };
    /** @enum {string} */
    ProblemCode:
      | 'malformed'
      | 'unauthenticated'
      | 'wrong-signature'
      | 'stale-request'
      | 'replayed-request'
      | 'admin-only'
      | 'sign-in-failed'
      | 'locked-out'
      | 'too-many-requests'
      | 'password-weak'
      | 'role-forbidden'
      | 'csrf-refused'
      | 'reason-missing'
      | 'provider-refused'
      | 'account-refused'
      | 'account-exists'
      | 'idempotency-key-used'
      | 'idempotency-running'
      | 'idempotency-answer-lost'
      | 'incident-closed'
      | 'erasure-answered'
      | 'erasure-answer-refused'
      | 'webhook-refused'
      | 'version-missing'
      | 'version-outdated'
      | 'upgrade'
      | 'not-found'
      | 'length-required'
      | 'too-large'
      | 'chunk-length'
      | 'chunk-hash'
      | 'chunk-content'
      | 'chunks-missing'
      | 'invite-unknown'
      | 'invite-used'
      | 'invite-expired'
      | 'name-taken'
      | 'too-few-nodes'
      | 'too-many-nodes'
      | 'region-refused'
      | 'roster-outdated'
      | 'roster-refused'
      | 'not-an-administrator'
      | 'vote-time'
      | 'agreement-refused'
      | 'agreement-inactive'
      | 'agreement-expired'
      | 'study-refused'
      | 'study-exists'
      | 'study-running'
      | 'study-ended'
      | 'budget-exceeded'
      | 'budget-expired'
      | 'not-in-round'
      | 'not-on-committee'
      | 'not-a-recipient'
      | 'round-phase'
      | 'round-closed'
      | 'contribution-differs'
      | 'contribution-copied'
      | 'message-differs'
      | 'wrong-set'
      | 'round-key-reused'
      | 'too-many-round-keys'
      | 'nothing-to-archive'
      | 'archive-differs'
      | 'unknown-head'
      | 'internal';
    ProcessingActivity: {
      agreement: string;
      title: string;
      purpose: string;
      legalBasis: string;
      /** @enum {string} */
      state: 'proposed' | 'active' | 'ended';
      ended: {
        /** @description milliseconds since 1970, by the clock of the coordinator */
        at: number;
        member: string;
        reason: string;
      } | null;
      replaces: string | null;
      /** @description last day, UTC */
      expires: string;
      /** @description declared, over all nodes */
      persons: components['schemas']['Figure'];
      data: {
        name: string;
        /** @enum {string} */
        use: 'feature' | 'label';
        type: string;
        /** @enum {string} */
        sensitivity: 'public' | 'personal' | 'sensitive';
        /** @description what every member does to it while it is read, as agreed */
        desensitised: ('hash' | 'bin' | 'generalise') | null;
        description: string | null;
      }[];
      /** @description columns that no member reads, as agreed */
      dropped: string[];
      /** @description features and labels tagged sensitive */
      sensitive: components['schemas']['Figure'];
      computations: string[];
      /** @description beside the parties */
      recipients: string[];
      /**
       * @description who opens the sum
       * @enum {string}
       */
      opens: 'members' | 'coordinator';
      /** @description agreed for nodes; empty: anywhere */
      regions: string[];
      /** @description longest that parties keep models and lists; nodes refuse and erase what is older */
      retention: components['schemas']['Figure'];
      /** @description nodes that signed it */
      signed: components['schemas']['Figure'];
      /** @description in an opened sum, as agreed */
      fewestNodes: components['schemas']['Figure'];
      /** @description h */
      colluding: components['schemas']['Figure'];
      /** @description p */
      nodesPerPerson: components['schemas']['Figure'];
      /** @enum {string} */
      mode: 'pooled' | 'local' | 'member' | 'none';
      unit: string;
      /** @description budget of the purpose; null in mode none */
      epsilon: components['schemas']['Figure'] | null;
      delta: components['schemas']['Figure'] | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    ProposedRoster: {
      /** @description lower-case hex */
      roster: string;
      version: number;
      nodes: number;
    };
    ProposedStudy: {
      /** @description lower-case hex */
      study: string;
      name: string;
      /** @description lower-case hex */
      agreement: string;
      status: components['schemas']['StudyStatus'];
      /** @description members whose approval is still missing */
      awaiting: string[];
      roundsPlanned: number;
      /** @description what the study costs if every planned round is released */
      privacy: components['schemas']['PrivacyStatement'];
      /** @description what its author may have forgotten, for people */
      notices: string[];
    };
    ProvenLedgerEntry: {
      /** @description from 0 */
      position: number;
      /** @description milliseconds since 1970, by the coordinator */
      at: number;
      kind: string;
      /** @description id of a node, `account:` and an account, `coordinator`, or `administrator` */
      actor: string;
      /** @description id of what it is about */
      subject: string;
      /** @description that it is about, or whose round */
      study: string | null;
      /** @description that it is about, or whose node did it */
      member: string | null;
      /** @description the file in which the entry and its payload lie; null where both are here */
      archive: components['schemas']['LedgerArchive'] | null;
      /** @description what the entry commits to; null where it was erased, or lies in an archive */
      payload: unknown;
      /** @description that the entry is in the ledger whose head was signed */
      proof: {
        /** @description hash of the leaf, RFC 9162 */
        leaf: string;
        /** @description the entry itself: RFC 9162 hashes these bytes to the leaf; null where it lies in an archive */
        entry: string | null;
        /** @description SHA-256 of the payload’s text; null where it lies in an archive */
        payloadHash: string | null;
        /** @description as it was hashed */
        payloadText: string | null;
        size: number;
        /** @description lower-case hex */
        root: string;
        /** @description the coordinator’s signature over size and root */
        head: string;
        /** @description that the signature is bound to */
        federation: string;
        /** @description raw Ed25519 key; people compare its fingerprint */
        coordinatorKey: string;
        /** @description RFC 9162, 2.1.3.1 */
        path: string[];
      };
    };
    ReleaseGateResult: {
      /**
       * @description held: not to be used; overridden: let pass by administrators of two members
       * @enum {string}
       */
      standing: 'released' | 'overridden' | 'held' | 'unmeasured' | 'not-judged';
      /** @description null where nobody measured it */
      measure: ('log-loss' | 'rmse') | null;
      error: number | null;
      /** @description first challenger: the same said of everybody */
      baseline: number | null;
      /** @description second challenger: the best other model of the question */
      challenger: {
        /** @description name of the study */
        model: string;
        error: number;
      } | null;
      /** @description released before it, which drift is counted from */
      before: {
        /** @description name of the study */
        model: string;
        error: number;
      } | null;
      drift: number | null;
      mostDrift: number;
      held: ('drift' | 'challengers')[];
      approvedBy: { member: string; reason: string }[];
    };
    ReleaseOverride: {
      /** @description that measured the model; its own where nobody measured it */
      study: string;
      approvedBy: { member: string; reason: string }[];
      /** @description milliseconds since 1970, by the clock of the coordinator */
      at: number;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      proof: number[];
    };
    ReleasedModel: {
      study: string;
      name: string;
      computation: string;
      /** @description hash of the model, the same at every node that adopted it */
      state: string;
      /** @description model that it started from or measures */
      from: { study: string; state: string } | null;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      releasedAt: number;
      /** @description nodes that signed this hash */
      adopted: components['schemas']['Figure'];
      epsilon: components['schemas']['Figure'] | null;
      lineage: {
        round: string;
        index: number;
        state: string;
        nodes: components['schemas']['Figure'];
        /** @description milliseconds since 1970, by the clock of the coordinator */
        closedAt: number;
        /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
        proof: number[];
      }[];
    };
    Roster: {
      /** @description lower-case hex */
      roster: string;
      version: number;
      /** @description milliseconds since 1970, by the coordinator */
      closedAt: number;
      /**
       * @description waiting: for votes; dropped: another one was put before the members since
       * @enum {string}
       */
      state: 'in-force' | 'replaced' | 'waiting' | 'dropped';
      /** @description whether it is, or was */
      inForce: boolean;
      /** @description position of the ledger’s entry that put it in force */
      inForceEntry: number | null;
      nodes: {
        /** @description lower-case hex */
        node: string;
        /** @description name of a node */
        name: string;
        member: string;
        region: string;
        /** @enum {string} */
        role: 'contributor' | 'committee';
      }[];
      consents: {
        /** @description lower-case hex */
        node: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
        /** @description base64 of canonical bytes */
        envelope: string;
      }[];
      /** @description why it was put before the members */
      reason: string;
      /** @description against the version that it follows, in words */
      changes: string[];
      members: {
        member: string;
        /** @description who signs for it */
        administrators: { name: string; fingerprint: string }[];
      }[];
      /** @description nodes that are seated in no round */
      suspended: string[];
      /** @description members whose administrators put it in force */
      votesNeeded: number;
      /** @description members' latest words */
      votes: components['schemas']['MemberDecision'][];
    };
    RosterChange: {
      /** @description nodes that are seated in no round until they are reinstated */
      suspend?: string[];
      /** @description nodes that are seated again */
      reinstate?: string[];
      /** @description nodes that leave; their keys are retired for ever */
      removeNodes?: string[];
      /** @description members that leave, with all their nodes and administrators */
      removeMembers?: string[];
      /** @description nodes whose new key, enrolled by an invitation of its own, takes the place of a lost one */
      newKeys?: string[];
      /** @description members whose votes put the next roster in force; 0: more than half of them */
      votesNeeded?: number;
      /** @description for the members and the ledger */
      reason: string;
    };
    Round: {
      /** @description lower-case hex */
      round: string;
      /** @description lower-case hex */
      study: string;
      /** @description lower-case hex */
      agreement: string;
      /** @description position in the schedule, from 0 */
      index: number;
      attempt: number;
      phase: components['schemas']['RoundPhase'];
      reason: string;
      /** @description milliseconds since 1970, by the coordinator */
      openedAt: number;
      /** @description milliseconds since 1970, by the coordinator */
      collectBy: number;
      /** @description milliseconds since 1970, by the coordinator */
      committeeBy: number;
      endedAt: number | null;
      /** @description hash of the state */
      startsFrom: string;
      /** @description hash of the state that recipients agreed on */
      leadsTo: string | null;
      terms: {
        /** @description committee members that it takes to open */
        threshold: number;
        /** @description equal adoptions that make the next state */
        quorum: number;
        /** @description fewest contributors */
        kMin: number;
        /**
         * @description who may open the sum
         * @enum {string}
         */
        release: 'members' | 'coordinator';
        rosterVersion: number;
      };
      committee: string[];
      cohort: string[];
      recipients: string[];
      contributions: {
        /** @description name of a node */
        node: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
        ciphertextBytes: number;
      }[];
      /** @description null before it was fixed */
      set: {
        /** @description lower-case hex */
        root: string;
        nodes: string[];
      } | null;
      commits: {
        /** @description name of a node */
        node: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
      }[];
      releases: {
        /** @description name of a node */
        node: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
      }[];
      adoptions: {
        /** @description name of a node */
        node: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
        /** @description lower-case hex */
        state: string;
        done: boolean;
        sumWrong: boolean;
      }[];
      refusals: {
        /** @description name of a node */
        node: string;
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
        code: string;
        reason: string;
      }[];
      budget: {
        /** @enum {string} */
        status: 'reserved' | 'spent' | 'given-back';
        /** @description milliseconds since 1970, by the coordinator */
        at: number;
        /** @description what the accountant counts; null in mode none */
        event: unknown;
      } | null;
    };
    /** @enum {string} */
    RoundPhase:
      'collecting' | 'committing' | 'releasing' | 'adopting' | 'burning' | 'closed' | 'burned' | 'spent';
    RoundProgress: {
      /** @description lower-case hex */
      round: string;
      /** @description position in the schedule, from 0 */
      index: number;
      attempt: number;
      phase: components['schemas']['RoundPhase'];
      reason: string;
      /** @description milliseconds since 1970, by the coordinator */
      openedAt: number;
      endedAt: number | null;
      /** @description names of nodes */
      contributed: string[];
      /** @description names of nodes */
      committed: string[];
      /** @description names of nodes */
      released: string[];
      /** @description names of nodes */
      adopted: string[];
      /** @description names of nodes */
      burned: string[];
      refused: { node: string; code: string; reason: string }[];
      /** @description of all contributions */
      ciphertextBytes: number;
    };
    Session: {
      /** @description null for the token in the coordinator’s home */
      account: string | null;
      name: string;
      role: components['schemas']['PersonRole'];
      /** @description what concerns this member alone; null: the whole federation */
      member: string | null;
      /** @enum {string} */
      way: 'session' | 'access-token' | 'home-token';
      /** @description for the header chorale-csrf, with every change that a cookie vouches for; null elsewhere */
      csrfToken: string | null;
      /** @description a session ends after so long without a request */
      idleSeconds: number;
    };
    SignedHead: {
      /** @description entries covered */
      size: number;
      /** @description lower-case hex */
      root: string;
      /** @description milliseconds since 1970, by the coordinator */
      at: number;
      /** @description signed by the coordinator, base64 */
      envelope: string;
      countersignatures: {
        /** @description lower-case hex */
        node: string;
        /** @description base64 of canonical bytes */
        envelope: string;
      }[];
    };
    StoppedStudy: {
      /** @description lower-case hex */
      study: string;
      name: string;
      reason: string;
    };
    Study: {
      /** @description lower-case hex */
      study: string;
      name: string;
      status: components['schemas']['StudyStatus'];
      /** @description why it stopped, or finished before its plan; empty otherwise */
      reason: string;
      computation: string;
      roundsClosed: number;
      /** @description the most there can be */
      roundsPlanned: number;
      /** @description what members decided, their latest word each */
      approvals: components['schemas']['MemberDecision'][];
      /** @description members whose approval is still missing */
      awaiting: string[];
      /** @description lower-case hex */
      agreement: string;
      /** @description hash of the newest state */
      state: string;
      /** @description milliseconds since 1970, by the coordinator */
      startedAt: number;
      endedAt: number | null;
      /** @description reserved or spent so far; sampling is of the rounds so far */
      privacy: components['schemas']['PrivacyStatement'];
      /** @description nodes that earlier studies suspect of poisoning, and the agreement leaves out of this one */
      leftOut: string[];
      /** @description request lines, headers and bodies received for this study, without TLS and TCP framing */
      bytesReceived: { node: string; bytes: number }[];
      rounds: components['schemas']['RoundProgress'][];
    };
    StudyProposal: {
      /** @constant */
      format: 'chorale-study/1';
      name: string;
      /** @description for people: "Who buys again within 90 days?" */
      question?: string;
      /** @description title or hash of an active agreement */
      agreement: string;
      /** @description give this, or a recipe */
      computation?: string;
      /** @description a business question by name, in place of a computation: "chorale-coordinator study recipes" lists them */
      recipe?: string;
      /** @description with a recipe that has several models: the one that answers, such as lstm; left out: its first */
      model?: string;
      /** @description with a recipe: role of the recipe: feature of the dictionary; left out: the feature of the same name */
      roles?: { [key: string]: string };
      /** @description names from the dictionary, in model order; a recipe adds those of its roles */
      features?: string[];
      /**
       * @description checked by the computation
       * @default {}
       */
      settings?: { [key: string]: unknown };
      /** @description part of the agreement budget that this study may spend; default: all of it */
      privacy?: { epsilon: number };
      /** @description a robust rule over the sums of groups; left out: the plain sum over everybody */
      aggregation?:
        | {
            /** @constant */
            rule: 'sum';
          }
        | {
            /** @constant */
            rule: 'median';
            /** @description nodes that are drawn into a group; at least kMin of the agreement */
            groupSize: number;
          }
        | {
            /** @constant */
            rule: 'trimmed-mean';
            /** @description nodes that are drawn into a group; at least kMin of the agreement */
            groupSize: number;
            /** @description groups that may be bad: cut off at each end (trimmed-mean), or stood up to (krum) */
            trim: number;
          }
        | {
            /** @constant */
            rule: 'krum';
            /** @description nodes that are drawn into a group; at least kMin of the agreement */
            groupSize: number;
            /** @description groups that may be bad: cut off at each end (trimmed-mean), or stood up to (krum) */
            trim: number;
          };
      /** @description turn vectors by public signs and a Hadamard transform before they are rounded: costs no privacy, saves bytes for a few sizes only; left out: no */
      flatten?: boolean;
      /** @default {} */
      deadlines?: {
        /** @default 60 */
        collectSeconds?: number;
        /** @default 30 */
        committeeSeconds?: number;
      };
    };
    /** @enum {string} */
    StudyStatus: 'running' | 'finished' | 'stopped' | 'proposed';
    StudySummary: {
      /** @description lower-case hex */
      study: string;
      name: string;
      status: components['schemas']['StudyStatus'];
      /** @description why it stopped, or finished before its plan; empty otherwise */
      reason: string;
      computation: string;
      roundsClosed: number;
      /** @description the most there can be */
      roundsPlanned: number;
    };
    Suspects: {
      /** @description lower-case hex */
      study: string;
      name: string;
      status: components['schemas']['StudyStatus'];
      /** @description closed rounds whose groups were scored */
      rounds: number;
      /** @description score from which a node may be suspected */
      suspectedFrom: number;
      /** @description score from which the agreement leaves suspects out of later studies; null where it does not */
      excludedFrom: number | null;
      /** @description chance up to which a node may be suspected */
      suspectedUpTo: number;
      /** @description the most suspect first */
      nodes: {
        /** @description lower-case hex */
        node: string;
        name: string;
        /** @description mean score of its groups, 0 to 10; below 1 is ordinary */
        score: number;
        /** @description rounds that it was in */
        rounds: number;
        /** @description that luck of the draw alone gives any node so high a score */
        chance: number;
        /** @description chance that h nodes acting together, as many as the agreement expects, give an innocent one so high a score */
        framed: number;
        suspected: boolean;
        /** @description whether the agreement leaves it out of later studies, once this one has ended */
        excluded: boolean;
      }[];
    };
    Webhook: {
      webhook: string;
      url: string;
      /** @description of entries; an empty list stands for all */
      kinds: string[];
      /** @description milliseconds since 1970 */
      createdAt: number;
      createdBy: string;
      /** @description first entry of the ledger that was not delivered yet */
      nextPosition: number;
      /** @description deliveries that failed in a row */
      failures: number;
      /** @description why the last one failed; empty where it did not */
      problem: string;
      /** @description since when nothing is delivered any more, after 16 failures */
      suspendedAt: number | null;
    };
  };
  responses: {
    /** @description as in `if-none-match` */
    NotModified: { headers: { [name: string]: unknown }; content?: never };
    /** @description The message is malformed */
    '400.malformed': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description Too many requests; Too many sign-ins failed */
    '429.locked-out.too-many-requests': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The coordinator failed */
    '500.internal': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The sign-in failed */
    '401.sign-in-failed': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The request may come from another site */
    '403.csrf-refused': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description Too large */
    '413.too-large': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description Too many requests */
    '429.too-many-requests': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The password is too weak; The account cannot be like this */
    '422.account-refused.password-weak': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description An account of this name exists */
    '409.account-exists': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description Sign in first */
    '401.admin-only': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The role does not allow it */
    '403.role-forbidden': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The account cannot be like this */
    '422.account-refused': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The role does not allow it; The request may come from another site */
    '403.csrf-refused.role-forbidden': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The account cannot be like this; The idempotency key served another request */
    '422.account-refused.idempotency-key-used': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The same request is under way; The request was carried out before */
    '409.idempotency-answer-lost.idempotency-running': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description Not found */
    '404.not-found': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The identity provider did not vouch for the person */
    '502.provider-refused': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description An account of this name exists; The same request is under way; The request was carried out before */
    '409.account-exists.idempotency-answer-lost.idempotency-running': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description Say which version you change */
    '428.version-missing': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description It was changed meanwhile */
    '412.version-outdated': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The message is malformed; A reason is needed */
    '400.malformed.reason-missing': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The name is taken; The same request is under way; The request was carried out before */
    '409.idempotency-answer-lost.idempotency-running.name-taken': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The idempotency key served another request */
    '422.idempotency-key-used': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The agreement cannot be proposed; Too few nodes; Too many nodes; The idempotency key served another request */
    '422.agreement-refused.idempotency-key-used.too-few-nodes.too-many-nodes': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description A study is running; The same request is under way; The request was carried out before */
    '409.idempotency-answer-lost.idempotency-running.study-running': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description A node stands outside the agreed regions; The role does not allow it; The request may come from another site */
    '403.csrf-refused.region-refused.role-forbidden': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The agreement cannot be proposed */
    '422.agreement-refused': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The agreement is not signed by all; The agreement has expired; The study does not fit its agreement; The privacy budget would be overspent; The privacy budget is not open; The role does not allow it; The request may come from another site */
    '403.agreement-expired.agreement-inactive.budget-exceeded.budget-expired.csrf-refused.role-forbidden.study-refused': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description A study of this name exists; The same request is under way; The request was carried out before */
    '409.idempotency-answer-lost.idempotency-running.study-exists': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description A study is running; The study has ended */
    '409.study-ended.study-running': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The study has ended; The same request is under way; The request was carried out before */
    '409.idempotency-answer-lost.idempotency-running.study-ended': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The study was answered before; The same request is under way; The request was carried out before */
    '409.erasure-answered.idempotency-answer-lost.idempotency-running': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The records do not bear the answer out; The idempotency key served another request */
    '422.erasure-answer-refused.idempotency-key-used': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description There is nothing to archive */
    '409.nothing-to-archive': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The archive holds other bytes; The same request is under way; The request was carried out before */
    '409.archive-differs.idempotency-answer-lost.idempotency-running': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The roster cannot be; Too many nodes; The idempotency key served another request */
    '422.idempotency-key-used.roster-refused.too-many-nodes': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The incident is closed; The same request is under way; The request was carried out before */
    '409.idempotency-answer-lost.idempotency-running.incident-closed': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
    /** @description The webhook cannot be added; The idempotency key served another request */
    '422.idempotency-key-used.webhook-refused': {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': components['schemas']['Problem'] };
    };
  };
  parameters: {
    /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
    Reason: string;
    /** @description etag of the answer that is known already */
    IfNoneMatch: string;
    /** @description 8 to 200 characters; the same request is carried out once in a day */
    IdempotencyKey: string;
    /** @description csrfToken of the session, where a cookie carries it */
    CsrfToken: string;
    /** @description etag of what is changed, as it was read */
    IfMatch: string;
    /** @description `next` of the page before; left out: from the start */
    Cursor: string;
    /** @description items of a page, at most */
    Limit: number;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type AccessToken = components['schemas']['AccessToken'];
export type Account = components['schemas']['Account'];
export type AccountInvitation = components['schemas']['AccountInvitation'];
export type AccountTerms = components['schemas']['AccountTerms'];
export type Agreement = components['schemas']['Agreement'];
export type AgreementChange = components['schemas']['AgreementChange'];
export type AgreementProposal = components['schemas']['AgreementProposal'];
export type AgreementSummary = components['schemas']['AgreementSummary'];
export type BudgetEntry = components['schemas']['BudgetEntry'];
export type BudgetPosition = components['schemas']['BudgetPosition'];
export type Calibration = components['schemas']['Calibration'];
export type CitedRecord = components['schemas']['CitedRecord'];
export type DataFlow = components['schemas']['DataFlow'];
export type DeclaredEvidence = components['schemas']['DeclaredEvidence'];
export type EnrolledNode = components['schemas']['EnrolledNode'];
export type Erasure = components['schemas']['Erasure'];
export type ErasureAnswer = components['schemas']['ErasureAnswer'];
export type Evidence = components['schemas']['Evidence'];
export type EvidenceBudget = components['schemas']['EvidenceBudget'];
export type EvidenceDecision = components['schemas']['EvidenceDecision'];
export type EvidenceErasure = components['schemas']['EvidenceErasure'];
export type EvidenceExclusion = components['schemas']['EvidenceExclusion'];
export type EvidenceExport = components['schemas']['EvidenceExport'];
export type EvidenceIncident = components['schemas']['EvidenceIncident'];
export type EvidencePack = components['schemas']['EvidencePack'];
export type EvidenceParty = components['schemas']['EvidenceParty'];
export type EvidencePrivacy = components['schemas']['EvidencePrivacy'];
export type EvidenceStudy = components['schemas']['EvidenceStudy'];
export type FederationStatus = components['schemas']['FederationStatus'];
export type Figure = components['schemas']['Figure'];
export type GroupFairness = components['schemas']['GroupFairness'];
export type ImpactAssessment = components['schemas']['ImpactAssessment'];
export type Incident = components['schemas']['Incident'];
export type Invitation = components['schemas']['Invitation'];
export type IssuedAccessToken = components['schemas']['IssuedAccessToken'];
export type IssuedWebhook = components['schemas']['IssuedWebhook'];
export type LedgerArchive = components['schemas']['LedgerArchive'];
export type LedgerEntry = components['schemas']['LedgerEntry'];
export type LedgerHead = components['schemas']['LedgerHead'];
export type LedgerPlace = components['schemas']['LedgerPlace'];
export type LeftOutPersons = components['schemas']['LeftOutPersons'];
export type Member = components['schemas']['Member'];
export type MemberDecision = components['schemas']['MemberDecision'];
export type ModelCard = components['schemas']['ModelCard'];
export type ModelCardLineage = components['schemas']['ModelCardLineage'];
export type ModelCardPrivacy = components['schemas']['ModelCardPrivacy'];
export type ModelCardRound = components['schemas']['ModelCardRound'];
export type ModelEvaluation = components['schemas']['ModelEvaluation'];
export type NewAccount = components['schemas']['NewAccount'];
export type NewIncident = components['schemas']['NewIncident'];
export type NewInvitation = components['schemas']['NewInvitation'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type OpenedSession = components['schemas']['OpenedSession'];
export type OpenedSum = components['schemas']['OpenedSum'];
export type PartyMeasures = components['schemas']['PartyMeasures'];
export type PersonRole = components['schemas']['PersonRole'];
export type PrivacyStatement = components['schemas']['PrivacyStatement'];
export type Problem = components['schemas']['Problem'];
export type ProblemCode = components['schemas']['ProblemCode'];
export type ProcessingActivity = components['schemas']['ProcessingActivity'];
export type ProposedRoster = components['schemas']['ProposedRoster'];
export type ProposedStudy = components['schemas']['ProposedStudy'];
export type ProvenLedgerEntry = components['schemas']['ProvenLedgerEntry'];
export type ReleaseGateResult = components['schemas']['ReleaseGateResult'];
export type ReleaseOverride = components['schemas']['ReleaseOverride'];
export type ReleasedModel = components['schemas']['ReleasedModel'];
export type Roster = components['schemas']['Roster'];
export type RosterChange = components['schemas']['RosterChange'];
export type Round = components['schemas']['Round'];
export type RoundPhase = components['schemas']['RoundPhase'];
export type RoundProgress = components['schemas']['RoundProgress'];
export type Session = components['schemas']['Session'];
export type SignedHead = components['schemas']['SignedHead'];
export type StoppedStudy = components['schemas']['StoppedStudy'];
export type Study = components['schemas']['Study'];
export type StudyProposal = components['schemas']['StudyProposal'];
export type StudyStatus = components['schemas']['StudyStatus'];
export type StudySummary = components['schemas']['StudySummary'];
export type Suspects = components['schemas']['Suspects'];
export type Webhook = components['schemas']['Webhook'];
export type $defs = Record<string, never>;
export interface operations {
  getSession: {
    parameters: {
      query?: never;
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Session'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postSession: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody: {
      content: {
        'application/json': {
          /** @description what the person signs in with */
          name: string;
          password: string;
          /** @description of the authenticator app; serves once */
          code: string;
          /**
           * @description cookie: for browsers; bearer: the answer holds the token, for `authorization: Bearer`
           * @default cookie
           * @enum {string}
           */
          carriedBy?: 'cookie' | 'bearer';
        };
      };
    };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['OpenedSession'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.sign-in-failed'];
      403: components['responses']['403.csrf-refused'];
      413: components['responses']['413.too-large'];
      429: components['responses']['429.locked-out.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  deleteSession: {
    parameters: {
      query?: never;
      header?: {
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      204: { headers: { [name: string]: unknown }; content?: never };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postSessionEnrolment: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody: { content: { 'application/json': { token: string } } };
    responses: {
      /** @description done */
      200: {
        headers: { [name: string]: unknown };
        content: {
          'application/json': {
            /** @description null: the person chooses it */
            name: string | null;
            role: components['schemas']['PersonRole'];
            member: string | null;
            /** @description milliseconds since 1970 */
            expiresAt: number;
            codes: {
              /** @description base32, to type in */
              secret: string;
              /** @description otpauth address, to make a QR code from */
              uri: string;
            };
          };
        };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.sign-in-failed'];
      403: components['responses']['403.csrf-refused'];
      413: components['responses']['413.too-large'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postSessionEnrolmentComplete: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody: {
      content: {
        'application/json': {
          token: string;
          /** @description what the person signs in with */
          name: string;
          password: string;
          /** @description of the authenticator app; serves once */
          code: string;
          /**
           * @description cookie: for browsers; bearer: the answer holds the token, for `authorization: Bearer`
           * @default cookie
           * @enum {string}
           */
          carriedBy?: 'cookie' | 'bearer';
        };
      };
    };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['OpenedSession'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.sign-in-failed'];
      403: components['responses']['403.csrf-refused'];
      409: components['responses']['409.account-exists'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused.password-weak'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getAccessTokens: {
    parameters: {
      query?: never;
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': { items: components['schemas']['AccessToken'][] } };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      422: components['responses']['422.account-refused'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postAccessTokens: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description what it is for */
          label: string;
          /** @default 30 */
          days?: number;
        };
      };
    };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['IssuedAccessToken'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  deleteAccessTokensByToken: {
    parameters: {
      query?: never;
      header?: {
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { token: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      204: { headers: { [name: string]: unknown }; content?: never };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getSessionOidc: {
    parameters: {
      query?: {
        /** @description on 127.0.0.1 (RFC 8252) */
        port?: number;
        /** @description S256 of the verifier that POST session/oidc will show (RFC 7636) */
        challenge?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      303: { headers: { [name: string]: unknown }; content?: never };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.sign-in-failed'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
      502: components['responses']['502.provider-refused'];
    };
  };
  postSessionOidc: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody: { content: { 'application/json': { code: string; verifier: string } } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['OpenedSession'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.sign-in-failed'];
      403: components['responses']['403.csrf-refused'];
      413: components['responses']['413.too-large'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getSessionOidcCallback: {
    parameters: { query?: { state?: string }; header?: never; path?: never; cookie?: never };
    requestBody?: never;
    responses: {
      /** @description done */
      303: { headers: { [name: string]: unknown }; content?: never };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.sign-in-failed'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
      502: components['responses']['502.provider-refused'];
    };
  };
  getAccounts: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Account'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postAccounts: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['NewAccount'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['AccountInvitation'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      409: components['responses']['409.account-exists.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getAccountsByAccount: {
    parameters: {
      query?: never;
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { account: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Account'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  deleteAccountsByAccount: {
    parameters: {
      query?: never;
      header: {
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
        /** @description etag of what is changed, as it was read */
        'if-match': components['parameters']['IfMatch'];
      };
      path: { account: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      204: { headers: { [name: string]: unknown }; content?: never };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      412: components['responses']['412.version-outdated'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused'];
      428: components['responses']['428.version-missing'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  patchAccountsByAccount: {
    parameters: {
      query?: never;
      header: {
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
        /** @description etag of what is changed, as it was read */
        'if-match': components['parameters']['IfMatch'];
      };
      path: { account: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['AccountTerms'] } };
    responses: {
      /** @description done */
      200: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['Account'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      412: components['responses']['412.version-outdated'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused'];
      428: components['responses']['428.version-missing'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postAccountsByAccountInvite: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { account: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['AccountInvitation'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.account-refused.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStatus: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['FederationStatus'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postInvites: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['NewInvitation'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['Invitation'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.name-taken'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getAgreements: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['AgreementSummary'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postAgreements: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['AgreementProposal'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['AgreementSummary'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.region-refused.role-forbidden'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.agreement-refused.idempotency-key-used.too-few-nodes.too-many-nodes'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getAgreementsByAgreement: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { agreement: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Agreement'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getAgreementsByAgreementChanges: {
    parameters: {
      query?: {
        /** @description hash of another agreement; left out: the one that it replaces */
        against?: string;
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { agreement: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': { changes: components['schemas']['AgreementChange'][] } };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      422: components['responses']['422.agreement-refused'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStudies: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
        status?: 'proposed' | 'running' | 'finished' | 'stopped';
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['StudySummary'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postStudies: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['StudyProposal'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['ProposedStudy'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.agreement-expired.agreement-inactive.budget-exceeded.budget-expired.csrf-refused.role-forbidden.study-refused'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-exists'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStudiesByStudy: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Study'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStudiesByStudyCard: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['ModelCard'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.study-ended.study-running'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postStudiesByStudyStop: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description for the ledger and the nodes */
          reason?: string;
        };
      };
    };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['StoppedStudy'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-ended'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postStudiesByStudyPoisonSearch: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description of the search; left out: the suspected study and "-search" */
          name?: string;
          /** @description left out: as the suspected study */
          rounds?: number;
          /** @description left out: as much as the suspected study was given */
          epsilon?: number;
        };
      };
    };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['ProposedStudy'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.agreement-expired.agreement-inactive.budget-exceeded.budget-expired.csrf-refused.role-forbidden.study-refused'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-exists'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStudiesByStudySuspects: {
    parameters: {
      query?: never;
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Suspects'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStudiesByStudySums: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['OpenedSum'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getStudiesByStudyRounds: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        limit?: number;
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { study: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Round'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getRoundsByRound: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { round: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Round'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getBudget: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': { items: components['schemas']['BudgetPosition'][] } };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getBudgetEntries: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['BudgetEntry'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerHead: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['LedgerHead'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerHeads: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['SignedHead'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerHeadsBySize: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { size: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['SignedHead'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerEntries: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
        /** @description such as round-opened */
        kind?: string;
        /** @description id or name */
        study?: string;
        member?: string;
        actor?: string;
        subject?: string;
        /** @description day or time, ISO 8601, inside */
        from?: string;
        /** @description day, inside, or time, outside */
        to?: string;
        /** @description oldest or newest first */
        order?: 'asc' | 'desc';
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['LedgerEntry'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerEntriesByPosition: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { position: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['ProvenLedgerEntry'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerExport: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: { headers: { [name: string]: unknown }; content: { 'application/x-ndjson': string } };
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getErasures: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
        /** @description true: only those with a study that is not answered */
        open?: 'true' | 'false';
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Erasure'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getErasuresByCertificate: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { certificate: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Erasure'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postErasuresByCertificateAnswers: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { certificate: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['ErasureAnswer'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['Erasure'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.erasure-answered.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.erasure-answer-refused.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerArchives: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['LedgerArchive'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postLedgerArchives: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description `from` of its first line, or 0 */
          from: number;
          /** @description size of the signed head in its last line */
          to: number;
          /** @description of the bytes as they were fetched */
          sha256: string;
        };
      };
    };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['LedgerArchive'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      409: components['responses']['409.archive-differs.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getLedgerArchivesNext: {
    parameters: {
      query?: {
        /** @description day or time, ISO 8601: entries from then on stay */
        before?: string;
        /** @description how many of the newest entries stay at least */
        keep?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: { headers: { [name: string]: unknown }; content: { 'application/x-ndjson': string } };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      409: components['responses']['409.nothing-to-archive'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getMembers: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Member'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getNodes: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
        member?: string;
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['EnrolledNode'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getNodesByNode: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { node: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['EnrolledNode'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getRosters: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Roster'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postRosters: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['RosterChange'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['ProposedRoster'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used.roster-refused.too-many-nodes'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getRostersByVersion: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { version: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Roster'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getEvidence: {
    parameters: {
      query?: {
        /** @description id or name; give this, or member, or from and to */
        study?: string;
        member?: string;
        /** @description first day of the period, UTC */
        from?: string;
        /** @description last day of the period, UTC */
        to?: string;
        /** @description html: one page that needs no other file */
        format?: 'json' | 'html';
        /** @description of the page */
        language?: 'en' | 'zh-CN';
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['EvidencePack']; 'text/html': string };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getIncidents: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Incident'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postIncidents: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['NewIncident'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['Incident'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getIncidentsByIncident: {
    parameters: {
      query?: never;
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { incident: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Incident'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postIncidentsByIncidentClose: {
    parameters: {
      query?: never;
      header: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
        /** @description etag of what is changed, as it was read */
        'if-match': components['parameters']['IfMatch'];
      };
      path: { incident: string };
      cookie?: never;
    };
    requestBody: { content: { 'application/json': { resolution: string } } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['Incident'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running.incident-closed'];
      412: components['responses']['412.version-outdated'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      428: components['responses']['428.version-missing'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getWebhooks: {
    parameters: {
      query?: {
        /** @description `next` of the page before; left out: from the start */
        cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        limit?: components['parameters']['Limit'];
      };
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: {
          'application/json': {
            items: components['schemas']['Webhook'][];
            /** @description cursor of the page after; null on the last one */
            next: string | null;
          };
        };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postWebhooks: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': components['schemas']['NewWebhook'] } };
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['IssuedWebhook'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used.webhook-refused'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getWebhooksByWebhook: {
    parameters: {
      query?: never;
      header?: {
        /** @description etag of the answer that is known already */
        'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      path: { webhook: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: {
        headers: { etag?: string; [name: string]: unknown };
        content: { 'application/json': components['schemas']['Webhook'] };
      };
      304: components['responses']['NotModified'];
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      404: components['responses']['404.not-found'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  deleteWebhooksByWebhook: {
    parameters: {
      query?: never;
      header?: {
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { webhook: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      204: { headers: { [name: string]: unknown }; content?: never };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      413: components['responses']['413.too-large'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  postWebhooksByWebhookResume: {
    parameters: {
      query?: never;
      header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      path: { webhook: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      201: {
        headers: { [name: string]: unknown };
        content: { 'application/json': components['schemas']['Webhook'] };
      };
      400: components['responses']['400.malformed'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.csrf-refused.role-forbidden'];
      404: components['responses']['404.not-found'];
      409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      413: components['responses']['413.too-large'];
      422: components['responses']['422.idempotency-key-used'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
  getEvents: {
    parameters: {
      query?: {
        /** @description position; like the header last-event-id. Left out: from now on */
        after?: number;
      };
      header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        'chorale-reason'?: components['parameters']['Reason'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description done */
      200: { headers: { [name: string]: unknown }; content: { 'text/event-stream': string } };
      400: components['responses']['400.malformed.reason-missing'];
      401: components['responses']['401.admin-only'];
      403: components['responses']['403.role-forbidden'];
      429: components['responses']['429.too-many-requests'];
      500: components['responses']['500.internal'];
    };
  };
}
