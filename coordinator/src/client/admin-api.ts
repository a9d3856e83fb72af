// Written by "npm run client" from the OpenAPI document; not to be changed by hand.
export interface paths {
  readonly '/v1/admin/session': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Who you are here
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getSession'];
    readonly put?: never;
    /**
     * Sign in with name, password and one-time code
     * @description Open to anybody.
     */
    readonly post: operations['postSession'];
    /**
     * Sign out
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly delete: operations['deleteSession'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/session/enrolment': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * What a one-time token stands for, and the secret that an authenticator app takes in
     * @description Open to anybody.
     */
    readonly post: operations['postSessionEnrolment'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/session/enrolment/complete': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Use a one-time token up: set password and codes, and sign in
     * @description Open to anybody.
     */
    readonly post: operations['postSessionEnrolmentComplete'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/access-tokens': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Your access tokens, without what they are made of
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getAccessTokens'];
    readonly put?: never;
    /**
     * An access token for a program of yours, with your rights; shown once
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly post: operations['postAccessTokens'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/access-tokens/{token}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /**
     * Revoke one of your access tokens, by its id
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly delete: operations['deleteAccessTokensByToken'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/session/oidc': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Go to the identity provider; a program on the same machine says on which port it waits
     * @description Open to anybody.
     */
    readonly get: operations['getSessionOidc'];
    readonly put?: never;
    /**
     * The session of a program that waited
     * @description Open to anybody.
     */
    readonly post: operations['postSessionOidc'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/session/oidc/callback': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Where the identity provider sends the browser back to
     * @description Open to anybody.
     */
    readonly get: operations['getSessionOidcCallback'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/accounts': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Accounts; a member-admin sees those of the own member
     * @description Roles: federation-admin, member-admin.
     */
    readonly get: operations['getAccounts'];
    readonly put?: never;
    /**
     * A one-time token with which a person opens an account
     * @description Roles: federation-admin, member-admin.
     */
    readonly post: operations['postAccounts'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/accounts/{account}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One account
     * @description Roles: federation-admin, member-admin.
     */
    readonly get: operations['getAccountsByAccount'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Close an account for good, with its sessions and access tokens
     * @description Roles: federation-admin, member-admin.
     */
    readonly delete: operations['deleteAccountsByAccount'];
    readonly options?: never;
    readonly head?: never;
    /**
     * Give an account another role, member or end; what is left out of the body is taken away
     * @description Roles: federation-admin, member-admin.
     */
    readonly patch: operations['patchAccountsByAccount'];
    readonly trace?: never;
  };
  readonly '/v1/admin/accounts/{account}/invite': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * A one-time token with which a person sets password and codes anew; sessions end at once
     * @description Roles: federation-admin, member-admin.
     */
    readonly post: operations['postAccountsByAccountInvite'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/status': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * How the federation stands
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getStatus'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/invites': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Invite a member; the token is shown once
     * @description Roles: federation-admin.
     */
    readonly post: operations['postInvites'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/agreements': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Agreements and who signed them
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getAgreements'];
    readonly put?: never;
    /**
     * Close the roster over all enrolled nodes and propose an agreement to it
     * @description Roles: federation-admin.
     */
    readonly post: operations['postAgreements'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/agreements/{agreement}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One agreement as it was signed, with the signatures
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getAgreementsByAgreement'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/agreements/{agreement}/changes': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What an agreement changes, against the one that it replaces or another one
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getAgreementsByAgreementChanges'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Studies, in the order in which they started
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getStudies'];
    readonly put?: never;
    /**
     * Put a study under an active agreement before its members; it starts when all of them approve
     * @description Roles: federation-admin.
     */
    readonly post: operations['postStudies'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Progress of a study, by id or name: rounds, phases, bytes, epsilon
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getStudiesByStudy'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}/card': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Model card of a finished study: purpose, parties, data, privacy spent, measures, limits, ledger entries
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getStudiesByStudyCard'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}/stop': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Stop a running study for good, by id or name; what it spent stays spent
     * @description Roles: federation-admin.
     */
    readonly post: operations['postStudiesByStudyStop'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}/poison-search': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Run a study once more over groups drawn anew each round, to find who poisons it
     * @description Roles: federation-admin.
     */
    readonly post: operations['postStudiesByStudyPoisonSearch'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}/suspects': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Nodes of a study over groups, the most suspect first
     * @description Roles: federation-admin.
     */
    readonly get: operations['getStudiesByStudySuspects'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}/sums': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Opened sums, under an agreement with release: coordinator
     * @description Roles: federation-admin.
     */
    readonly get: operations['getStudiesByStudySums'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/studies/{study}/rounds': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Rounds of a study: set, committee, releases, adoptions, budget
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getStudiesByStudyRounds'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/rounds/{round}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One round
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getRoundsByRound'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/budget': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Privacy spent, reserved and left: a purpose, all purposes, a lifetime
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getBudget'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/budget/entries': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What rounds reserved, spent and gave back, in the order of their last change
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getBudgetEntries'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/head': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The newest signed head; keep it elsewhere to notice a ledger that was cut off
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerHead'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/heads': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Signed heads with the nodes’ countersignatures, newest first
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerHeads'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/heads/{size}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The signed head over so many entries
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerHeadsBySize'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/entries': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Entries, narrowed by kind, study, member, actor, subject and time
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerEntries'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/entries/{position}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One entry with its payload, and the proof that it is in the signed ledger, for "chorale-ledger verify-entry"
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerEntriesByPosition'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/export': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The ledger but for what lies in archives, one JSON object a line, for "chorale-ledger verify"
     * @description Roles: federation-admin, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerExport'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/erasures': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Erasures that nodes have certified, with their deadlines, the studies concerned and the answers
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getErasures'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/erasures/{certificate}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One erasure, by the hash of its certificate
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getErasuresByCertificate'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/erasures/{certificate}/answers': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Record what the federation answers for one study: the first answer stands, the same again changes nothing
     * @description Roles: federation-admin, member-admin, data-steward.
     */
    readonly post: operations['postErasuresByCertificateAnswers'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/archives': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Files that hold the old part of the ledger, oldest first
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getLedgerArchives'];
    readonly put?: never;
    /**
     * Put an archive on record that you hold: its entries leave the database, every proof goes on
     * @description Roles: federation-admin.
     */
    readonly post: operations['postLedgerArchives'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/ledger/archives/next': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The oldest entries that lie in no archive, as one; they stay until the archive is put on record
     * @description Roles: federation-admin.
     */
    readonly get: operations['getLedgerArchivesNext'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/members': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Legal entities with the nodes that they run
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getMembers'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/nodes': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Enrolled nodes with their fingerprints
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getNodes'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/nodes/{node}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One node, by id or name
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getNodesByNode'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/rosters': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Rosters, version by version: changes, votes, signatures, and which is in force
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getRosters'];
    readonly put?: never;
    /**
     * Put a change of the roster before the members
     * @description Roles: federation-admin.
     */
    readonly post: operations['postRosters'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/rosters/{version}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One roster
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getRostersByVersion'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/evidence': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The evidence pack of a study, a member or a period: records of processing, impact assessments, processors, budgets, models, data flow, incidents, rights and cryptography, each figure with the ledger entries that it follows from
     * @description Roles: federation-admin, compliance-officer, auditor.
     */
    readonly get: operations['getEvidence'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/incidents': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Incidents, in the order in which they were opened
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getIncidents'];
    readonly put?: never;
    /**
     * Report an incident; its title is written into the ledger
     * @description Roles: federation-admin, member-admin, data-steward.
     */
    readonly post: operations['postIncidents'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/incidents/{incident}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One incident
     * @description Roles: federation-admin, member-admin, data-steward, compliance-officer, auditor.
     */
    readonly get: operations['getIncidentsByIncident'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/incidents/{incident}/close': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Resolve an incident
     * @description Roles: federation-admin, member-admin, data-steward.
     */
    readonly post: operations['postIncidentsByIncidentClose'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/webhooks': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Webhooks and how far each was told
     * @description Roles: federation-admin.
     */
    readonly get: operations['getWebhooks'];
    readonly put?: never;
    /**
     * Have new entries sent to an address, signed as standardwebhooks.com says; the secret is shown once
     * @description Roles: federation-admin.
     */
    readonly post: operations['postWebhooks'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/webhooks/{webhook}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One webhook
     * @description Roles: federation-admin.
     */
    readonly get: operations['getWebhooksByWebhook'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Remove a webhook
     * @description Roles: federation-admin.
     */
    readonly delete: operations['deleteWebhooksByWebhook'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/webhooks/{webhook}/resume': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Go on where deliveries were given up; nothing is left out
     * @description Roles: federation-admin.
     */
    readonly post: operations['postWebhooksByWebhookResume'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/admin/events': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Entries as they are written, as server-sent events; `id` is the position to go on after
     * @description Roles: federation-admin, compliance-officer, auditor.
     */
    readonly get: operations['getEvents'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly AccessToken: {
      readonly id: string;
      readonly label: string;
      /** @description milliseconds since 1970 */
      readonly createdAt: number;
      /** @description milliseconds since 1970 */
      readonly expiresAt: number;
    };
    readonly Account: {
      /** @description what the ledger calls the person */
      readonly account: string;
      readonly name: string;
      readonly role: components['schemas']['PersonRole'];
      readonly member: string | null;
      /**
       * @description how the person signs in
       * @enum {string}
       */
      readonly way: 'password' | 'oidc';
      readonly validUntil: number | null;
      /** @description milliseconds since 1970 */
      readonly createdAt: number;
      readonly closedAt: number | null;
    };
    readonly AccountInvitation: {
      /** @description shown once; serves once, for a day. Hand it to the person and nobody else */
      readonly token: string;
      /** @description milliseconds since 1970 */
      readonly expiresAt: number;
    };
    readonly AccountTerms: {
      readonly role: components['schemas']['PersonRole'];
      /** @description legal entity that the account is bound to */
      readonly member?: string;
      /** @description milliseconds since 1970; an auditor needs one */
      readonly validUntil?: number;
    };
    readonly Agreement: {
      /** @description hash of the text */
      readonly agreement: string;
      readonly title: string;
      /** @description milliseconds since 1970, by the coordinator */
      readonly proposedAt: number;
      /** @description as proposed and signed, JSON */
      readonly text: string;
      readonly consents: readonly {
        /** @description lower-case hex */
        readonly node: string;
        /** @description name of a node */
        readonly name: string;
        /** @description lower-case hex */
        readonly roster: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
        /** @description base64 of canonical bytes */
        readonly envelope: string;
      }[];
    };
    readonly AgreementChange: {
      /** @description where, such as privacy.epsilon */
      readonly path: string;
      /** @description left out where it was not there */
      readonly before: unknown;
      /** @description left out where it is gone */
      readonly after: unknown;
      /** @description more may be done with the data than before */
      readonly widens: boolean;
    };
    readonly AgreementProposal: {
      /** @constant */
      readonly format: 'chorale-agreement/1';
      readonly federation: string;
      readonly title: string;
      /** @description what the results may be used for */
      readonly purpose: string;
      /** @description for example GDPR Art. 6(1)(f), PIPL Art. 13 */
      readonly legalBasis: string;
      /** @description hash of the agreement that this one amends; a node keeps to whichever of the two it signed last */
      readonly replaces?: string;
      /** @description members that take part, and what each is by law; left out: every member of the roster, as joint controllers */
      readonly parties?: readonly {
        readonly member: string;
        /** @enum {string} */
        readonly role: 'controller' | 'joint-controller' | 'processor';
      }[];
      /** @description legal entity that runs the coordinator, and what it is by law */
      readonly operator?: {
        readonly name: string;
        /**
         * @default processor
         * @enum {string}
         */
        readonly role: 'controller' | 'joint-controller' | 'processor';
      };
      /**
       * @description where nodes may stand; empty: anywhere
       * @default []
       */
      readonly regions: readonly string[];
      /** @description declared number of persons over all nodes, public; averages divide by it */
      readonly people: number;
      readonly dictionary: {
        readonly features: readonly (
          | {
              readonly name: string;
              /** @constant */
              readonly type: 'number';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              readonly sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description every column that the feature is built from, at every member, passes through this while it is read; a node whose node.yaml does not declare it refuses
               * @enum {string}
               */
              readonly desensitise?: 'hash' | 'bin' | 'generalise';
              /** @description for people: days, EUR, pieces */
              readonly unit?: string;
              readonly description?: string;
              /** @description smallest meaningful value, in unit; smaller values are clamped to it */
              readonly lower: number;
              /** @description largest meaningful value, in unit; larger values are clamped to it */
              readonly upper: number;
              /**
               * @description applied after clamping
               * @default none
               * @enum {string}
               */
              readonly transform: 'none' | 'log1p' | 'log';
              /** @description stands in for a missing value; default: lower */
              readonly missing?: number;
            }
          | {
              readonly name: string;
              /** @constant */
              readonly type: 'category';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              readonly sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description every column that the feature is built from, at every member, passes through this while it is read; a node whose node.yaml does not declare it refuses
               * @enum {string}
               */
              readonly desensitise?: 'hash' | 'bin' | 'generalise';
              readonly description?: string;
              /** @description any other value, also a missing one, becomes "other"; more than 256 only for computations that take a category as one code, such as items of a shop */
              readonly categories: readonly string[];
            }
          | {
              readonly name: string;
              /** @constant */
              readonly type: 'binary';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              readonly sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description every column that the feature is built from, at every member, passes through this while it is read; a node whose node.yaml does not declare it refuses
               * @enum {string}
               */
              readonly desensitise?: 'hash' | 'bin' | 'generalise';
              readonly description?: string;
            }
        )[];
        /** @description what supervised studies learn to predict: 0 or 1 a row, or a number within bounds */
        readonly label?:
          | {
              readonly name: string;
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              readonly sensitivity?: 'public' | 'personal' | 'sensitive';
              /**
               * @description left out: binary
               * @constant
               */
              readonly type?: 'binary';
              readonly description?: string;
            }
          | {
              readonly name: string;
              /** @constant */
              readonly type: 'number';
              /**
               * @description what the value says of a person: sensitive for special categories, children and finances; left out: personal
               * @enum {string}
               */
              readonly sensitivity?: 'public' | 'personal' | 'sensitive';
              /** @description for people: EUR, orders, pieces */
              readonly unit?: string;
              readonly description?: string;
              /** @description smallest meaningful value, in unit; smaller values are clamped to it */
              readonly lower: number;
              /** @description largest meaningful value, in unit; larger values are clamped to it */
              readonly upper: number;
              /**
               * @description applied after clamping; it is what is learned
               * @default none
               * @enum {string}
               */
              readonly transform: 'none' | 'log1p' | 'log';
            };
        /** @description columns of this name (case, blanks and punctuation aside), such as phone or id number, are declared as dropped by every member that has them */
        readonly drop?: readonly string[];
        /** @description who measures models; left out: everybody trains and measures */
        readonly holdout?: {
          /** @description one person in so many is kept out of training, by a hash of the id: the same one at every node */
          readonly oneIn: number;
        };
      };
      /**
       * @description least data quality, of 1, with which a node takes part (docs/data-quality.md); below it the node says so and stays out
       * @default 0.9
       */
      readonly qualityFloor: number;
      readonly cohort: {
        /**
         * @description fewest nodes in an opened sum
         * @default 5
         */
        readonly kMin: number;
      };
      /** @description names of the nodes that hold key shares; left out: all nodes, up to 16 */
      readonly committee?: readonly string[];
      readonly privacy: {
        /**
         * @description what epsilon protects, one of them at a time, without article: person, or store's week where rows are not about persons
         * @default person
         */
        readonly unit: string;
        /**
         * @default pooled
         * @enum {string}
         */
        readonly mode: 'pooled' | 'local' | 'member' | 'none';
        /** @description budget; null only in mode none */
        readonly epsilon: number | null;
        readonly delta: number | null;
        /**
         * @description p: most nodes one person can appear in
         * @default 1
         */
        readonly nodesPerPerson: number;
        /**
         * @description h: nodes that may pool what they know, or add no noise
         * @default 1
         */
        readonly colluding: number;
        /** @description over all purposes; the strictest that a node signed holds. Left out: not limited here */
        readonly total?: {
          readonly epsilon: number;
          readonly delta: number;
        };
        /** @description over all purposes and all periods, for ever; the strictest that a node signed holds */
        readonly lifetime?: {
          readonly epsilon: number;
          readonly delta: number;
        };
        /** @description starts a new period of this purpose's budget; left out: goes on with the first one */
        readonly renews?: {
          /**
           * Format: date
           * @description first day of the new period, UTC
           */
          readonly from: string;
          /** @description hash of the agreement whose budget is renewed */
          readonly replaces: string;
        };
      };
      /** @description names of allowed computations */
      readonly computations: readonly string[];
      /** @description rules by which studies may add up, all but sum opening the sum of each group of kMin nodes or more; left out: sum only */
      readonly aggregation?: readonly ('sum' | 'median' | 'trimmed-mean' | 'krum')[];
      /** @description what follows when a study over groups names suspects; left out: nothing, people decide */
      readonly poisoning?: {
        /** @description nodes that an ended study over groups suspects at this score or more are left out of studies that are proposed later under this agreement */
        readonly excludeAbove: number;
      };
      /**
       * @description a model that drifts, or loses to its two challengers, is not used unless administrators of two members override it
       * @default {}
       */
      readonly releaseGate: {
        /**
         * @description by how much the validation error may exceed that of the model released before for the same question, as a share of it
         * @default 0.15
         */
        readonly mostDrift: number;
        /**
         * @description whether a model that a study can measure stays unused until one has
         * @default false
         */
        readonly measuredFirst: boolean;
      };
      /**
       * @description who opens the sum
       * @default members
       * @enum {string}
       */
      readonly release: 'members' | 'coordinator';
      /**
       * @description who may use the results beside the parties, and what for; empty: nobody else
       * @default []
       */
      readonly recipients: readonly string[];
      /**
       * @description longest that the parties keep models and scored lists after their study has ended; nodes refuse and erase what is older
       * @default 365
       */
      readonly retentionDays: number;
      /**
       * Format: date
       * @description last day on which a round may open, UTC
       */
      readonly expires: string;
    };
    readonly AgreementSummary: {
      /** @description lower-case hex */
      readonly agreement: string;
      readonly title: string;
      /** @description members voted for it and every node that takes part signed it */
      readonly active: boolean;
      readonly expires: string;
      /** @description nodes that take part and signed it */
      readonly signed: number;
      /** @description nodes that take part */
      readonly nodes: number;
      /** @description hash of the agreement that it amends */
      readonly replaces: string | null;
      /** @description raises a budget or widens a purpose, which takes four eyes */
      readonly widens: boolean;
      /** @description what members' votes say against it; empty where nothing does */
      readonly reason: string;
    };
    readonly BudgetEntry: {
      /** @description lower-case hex */
      readonly round: string;
      /** @description lower-case hex */
      readonly study: string;
      /** @description lower-case hex */
      readonly agreement: string;
      /** @enum {string} */
      readonly status: 'reserved' | 'spent' | 'given-back';
      /** @description milliseconds since 1970, by the coordinator */
      readonly at: number;
      /** @description what the accountant counts; null in mode none */
      readonly event: unknown;
    };
    readonly BudgetPosition: {
      /** @enum {string} */
      readonly scope: 'purpose' | 'all-purposes' | 'lifetime';
      /** @description null beyond one purpose */
      readonly purpose: string | null;
      /** @description first day of the period; empty for the first, null where periods do not matter */
      readonly period: string | null;
      /** @description title of the agreement */
      readonly setBy: string;
      /** @description epsilon that is allowed */
      readonly limit: number;
      readonly delta: number;
      /** @description epsilon of what was, or may have been, released */
      readonly spent: number;
      /** @description what open rounds add to it */
      readonly reserved: number;
      readonly left: number;
      /** @enum {string} */
      readonly accountant: 'pld' | 'rdp';
      /** @description what epsilon protects, one at a time */
      readonly unit: string;
      /** @constant */
      readonly adjacency: 'add-or-remove-one';
      readonly samplingRates: readonly number[];
      /** @description p: most nodes one person can appear in */
      readonly nodesPerPerson: number;
      /** @description h: nodes that may collude or add no noise */
      readonly colluding: number;
    };
    readonly Calibration: readonly {
      readonly decile: number;
      readonly rows: number;
      readonly predicted: number;
      readonly observed: number;
      readonly lift: number;
    }[];
    readonly CitedRecord: {
      /** @description position in the ledger */
      readonly entry: number;
      /** @description RFC 9162 leaf hash of the entry, hex */
      readonly hash: string;
      readonly kind: string;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly at: number;
    };
    readonly DataFlow: {
      readonly node: string;
      readonly name: string;
      readonly member: string;
      readonly region: string;
      /** @enum {string} */
      readonly role: 'contributor' | 'committee';
      /** @description rounds in which a noised, encrypted sum over its persons went into a sum */
      readonly contributed: components['schemas']['Figure'];
      /** @description rounds whose model it adopted */
      readonly received: components['schemas']['Figure'];
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly DeclaredEvidence: {
      /**
       * @description whose word it is: the program that made the pack
       * @constant
       */
      readonly by: 'coordinator';
      readonly program: {
        readonly name: string;
        readonly version: string;
        readonly node: string;
        readonly openssl: string;
      };
      readonly cryptography: readonly {
        readonly name: string;
        readonly use: string;
        readonly parameters: string;
        readonly library: string;
        readonly version: string;
        readonly standard: string;
      }[];
      /** @description of released models; measures are the word of who wrote the card, the rest is held against the ledger */
      readonly cards: readonly components['schemas']['ModelCard'][];
      /** @description CycloneDX 1.6, of the installation */
      readonly sbom: {
        readonly [key: string]: unknown;
      };
    };
    readonly EnrolledNode: {
      /** @description lower-case hex */
      readonly node: string;
      readonly name: string;
      readonly member: string;
      readonly region: string;
      /** @enum {string} */
      readonly role: 'contributor' | 'committee';
      /** @description of the signing key; people compare it out of band */
      readonly fingerprint: string;
      readonly inRoster: boolean;
      /** @description null where the node was not heard of since the start */
      readonly lastSeen: number | null;
    };
    readonly Erasure: {
      /** @description hash of the certificate, which stays with the member and holds a pseudonym */
      readonly certificate: string;
      /** @description that erased the person */
      readonly node: string;
      readonly member: string;
      /** @description UTC day, YYYY-MM-DD */
      readonly requestedOn: string;
      /** @description UTC day, YYYY-MM-DD */
      readonly dueOn: string;
      /** @description UTC day, YYYY-MM-DD */
      readonly erasedOn: string;
      readonly erasedInTime: boolean;
      /** @description until the last day in time, negative when it has passed; null once every study is answered */
      readonly daysLeft: number | null;
      /** @description position of the ledger’s entry */
      readonly entry: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly toldAt: number;
      /** @description that the person’s rows may have been part of */
      readonly studies: readonly {
        /** @description lower-case hex */
        readonly study: string;
        readonly name: string;
        readonly status: string;
        /** @description lower-case hex */
        readonly agreement: string;
        readonly purpose: string;
        readonly computation: string;
        /** @description null where no round closed */
        readonly model: {
          /** @description hash of the newest state */
          readonly state: string;
          readonly rounds: number;
        } | null;
        /** @description reserved or spent so far */
        readonly privacy: components['schemas']['PrivacyStatement'];
        /**
         * @description what the records bear out
         * @enum {string}
         */
        readonly proposed: 'privacy-argument' | 'retrained' | 'no-model';
        readonly answer: {
          /** @enum {string} */
          readonly answer: 'privacy-argument' | 'retrained' | 'no-model';
          /** @description study that was trained anew without the person */
          readonly successor: string | null;
          readonly reason: string;
          readonly by: string;
          /** @description milliseconds since 1970, by the coordinator */
          readonly at: number;
          /** @description position of the ledger’s entry */
          readonly entry: number;
        } | null;
      }[];
    };
    readonly ErasureAnswer: {
      /** @description id or name */
      readonly study: string;
      /** @enum {string} */
      readonly answer: 'privacy-argument' | 'retrained' | 'no-model';
      /** @description id or name, with `retrained` */
      readonly successor?: string;
      /** @description why that is enough, for the ledger */
      readonly reason: string;
    };
    readonly Evidence: {
      readonly totals: {
        readonly activities: components['schemas']['Figure'];
        readonly studies: components['schemas']['Figure'];
        readonly rounds: components['schemas']['Figure'];
        readonly models: components['schemas']['Figure'];
        readonly openIncidents: components['schemas']['Figure'];
        readonly erasures: components['schemas']['Figure'];
        readonly lateErasures: components['schemas']['Figure'];
        readonly exports: components['schemas']['Figure'];
      };
      readonly activities: readonly components['schemas']['ProcessingActivity'][];
      readonly parties: readonly components['schemas']['EvidenceParty'][];
      readonly assessments: readonly components['schemas']['ImpactAssessment'][];
      readonly decisions: readonly components['schemas']['EvidenceDecision'][];
      readonly studies: readonly components['schemas']['EvidenceStudy'][];
      readonly budgets: readonly components['schemas']['EvidenceBudget'][];
      readonly models: readonly components['schemas']['ReleasedModel'][];
      /** @description models that the release gate held back, and people let pass */
      readonly overrides: readonly components['schemas']['ReleaseOverride'][];
      readonly flows: readonly components['schemas']['DataFlow'][];
      readonly incidents: readonly components['schemas']['EvidenceIncident'][];
      readonly exclusions: readonly components['schemas']['EvidenceExclusion'][];
      readonly erasures: readonly components['schemas']['EvidenceErasure'][];
      readonly leftOut: readonly components['schemas']['LeftOutPersons'][];
      readonly exports: readonly components['schemas']['EvidenceExport'][];
      /** @description entries that could not be read, so that what they say is missing here */
      readonly unread: readonly number[];
    };
    readonly EvidenceBudget: {
      /** @enum {string} */
      readonly scope: 'purpose' | 'all-purposes' | 'lifetime';
      readonly purpose: string | null;
      readonly period: string | null;
      /** @description title of the agreement */
      readonly setBy: string;
      readonly limit: components['schemas']['Figure'];
      readonly spent: components['schemas']['Figure'];
      readonly reserved: components['schemas']['Figure'];
      readonly left: components['schemas']['Figure'];
      readonly delta: components['schemas']['Figure'];
      /** @enum {string} */
      readonly accountant: 'pld' | 'rdp';
      readonly unit: string;
      readonly samplingRates: readonly number[];
      readonly nodesPerPerson: number;
      readonly colluding: number;
    };
    readonly EvidenceDecision: {
      /** @enum {string} */
      readonly matter: 'roster' | 'agreement' | 'study' | 'release';
      readonly subject: string;
      readonly member: string;
      readonly decision: string;
      readonly reason: string;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly at: number;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly EvidenceErasure: {
      readonly certificate: string;
      readonly node: string;
      readonly requestedOn: string;
      readonly dueOn: string;
      readonly erasedOn: string;
      readonly studies: readonly string[];
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly EvidenceExclusion: {
      readonly study: string;
      readonly agreement: string;
      readonly nodes: readonly string[];
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly at: number;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly EvidenceExport: {
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly at: number;
      readonly role: string;
      readonly member: string | null;
      readonly route: string;
      readonly reason: string | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly EvidenceIncident: {
      readonly incident: string;
      readonly title: string;
      readonly severity: string;
      readonly study: string | null;
      readonly member: string | null;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly openedAt: number;
      readonly closedAt: number | null;
      readonly resolution: string | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly EvidencePack: {
      /** @constant */
      readonly format: 'chorale-evidence/1';
      readonly scope:
        | {
            /** @constant */
            readonly kind: 'study';
            /** @description id of the study */
            readonly study: string;
          }
        | {
            /** @constant */
            readonly kind: 'period';
            /**
             * Format: date
             * @description first day, UTC
             */
            readonly from: string;
            /**
             * Format: date
             * @description last day, UTC
             */
            readonly to: string;
          }
        | {
            /** @constant */
            readonly kind: 'member';
            readonly member: string;
          };
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly madeAt: number;
      readonly federation: {
        readonly id: string;
        readonly name: string;
        /** @description Ed25519, hex */
        readonly coordinatorKey: string;
      };
      readonly ledger: {
        /** @description entries that the pack is over */
        readonly size: number;
        /** @description of the head that the coordinator signed over them */
        readonly root: string;
      };
      readonly evidence: components['schemas']['Evidence'];
      /** @description every entry that a proof names */
      readonly records: readonly components['schemas']['CitedRecord'][];
      readonly declared: components['schemas']['DeclaredEvidence'];
    };
    readonly EvidenceParty: {
      readonly name: string;
      /** @enum {string} */
      readonly kind: 'member' | 'operator';
      /**
       * @description by law: GDPR 4(7), 4(8), 26; PIPL 20, 21
       * @enum {string}
       */
      readonly role: 'controller' | 'joint-controller' | 'processor';
      readonly agreement: string;
      readonly nodes: readonly {
        readonly node: string;
        readonly name: string;
        readonly region: string;
        /** @enum {string} */
        readonly role: 'contributor' | 'committee';
        /** @description milliseconds since 1970, by the clock of the coordinator */
        readonly since: number;
        readonly suspended: boolean;
      }[];
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly EvidencePrivacy: {
      /** @description of all rounds that were, or may have been, opened */
      readonly epsilon: components['schemas']['Figure'];
      readonly delta: components['schemas']['Figure'];
      /** @enum {string} */
      readonly accountant: 'pld' | 'rdp';
      readonly unit: string;
      /** @constant */
      readonly adjacency: 'add-or-remove-one';
      /** @description 1: all of them; empty: nothing was released */
      readonly samplingRates: readonly number[];
      readonly nodesPerPerson: components['schemas']['Figure'];
      readonly colluding: components['schemas']['Figure'];
    };
    readonly EvidenceStudy: {
      readonly study: string;
      readonly name: string;
      readonly question: string | null;
      readonly agreement: string;
      readonly computation: string;
      readonly recipe: string | null;
      readonly features: readonly string[];
      /** @enum {string} */
      readonly status: 'proposed' | 'running' | 'finished' | 'stopped';
      readonly reason: string;
      readonly proposedAt: number | null;
      readonly startedAt: number | null;
      readonly endedAt: number | null;
      /** @description rounds */
      readonly planned: components['schemas']['Figure'] | null;
      /** @description rounds, in the period where the pack is about one */
      readonly opened: components['schemas']['Figure'];
      /** @description rounds of those whose sum gave a model */
      readonly closed: components['schemas']['Figure'];
      /** @description rounds of those that ended unopened */
      readonly burned: components['schemas']['Figure'];
      /** @description rounds of those that may have been opened and gave no model */
      readonly lost: components['schemas']['Figure'];
      /** @description nodes whose data were in a sum */
      readonly contributors: components['schemas']['Figure'];
      /** @description fewest nodes in an opened sum; null where none was opened */
      readonly smallestSum: components['schemas']['Figure'] | null;
      /** @description rounds refused by a node */
      readonly refusals: components['schemas']['Figure'];
      /** @description null in mode none */
      readonly privacy: components['schemas']['EvidencePrivacy'] | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly FederationStatus: {
      /** @description lower-case hex */
      readonly federation: string;
      readonly federationName: string;
      readonly coordinatorFingerprint: string;
      readonly version: string;
      readonly protocol: number;
      readonly url: string;
      readonly members: number;
      readonly agreements: readonly components['schemas']['AgreementSummary'][];
      readonly studies: readonly components['schemas']['StudySummary'][];
      readonly ledger: {
        readonly size: number;
        /** @description lower-case hex */
        readonly root: string;
      };
    };
    readonly Figure: {
      readonly value: number;
      /** @enum {string} */
      readonly unit:
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
      readonly proof: readonly number[];
    };
    readonly GroupFairness: {
      /** @description name of the study that measured it */
      readonly evaluation: string;
      readonly groupBy: string;
      /** @enum {string} */
      readonly measure: 'auc' | 'wape';
      readonly groups: readonly {
        readonly group: string;
        readonly rows: number;
        readonly value: number | null;
      }[];
      /** @description between the best and the worst served group; null below two groups */
      readonly gap: number | null;
      readonly worst: string | null;
    };
    readonly ImpactAssessment: {
      readonly agreement: string;
      readonly gdpr: readonly {
        /** @enum {string} */
        readonly criterion:
          | 'evaluation-or-scoring'
          | 'sensitive-data'
          | 'matching-datasets'
          | 'new-technology'
          | 'large-scale'
          | 'vulnerable-persons';
        /** @description null: for people to judge */
        readonly applies: boolean | null;
        /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
        readonly proof: readonly number[];
      }[];
      readonly pipl: readonly {
        /** @enum {string} */
        readonly case:
          | 'sensitive-information'
          | 'automated-decisions'
          | 'entrusted-or-provided'
          | 'sent-abroad'
          | 'major-effect';
        readonly applies: boolean | null;
        /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
        readonly proof: readonly number[];
      }[];
      readonly risks: readonly {
        /** @enum {string} */
        readonly risk:
          | 'exposed-contribution'
          | 'inference-from-results'
          | 'other-purpose'
          | 'without-legal-basis'
          | 'transfer-abroad'
          | 'rights-not-carried-out'
          | 'manipulated-model'
          | 'kept-too-long'
          | 'rewritten-records';
        readonly figures: readonly {
          readonly name: string;
          readonly figure: components['schemas']['Figure'];
        }[];
      }[];
    };
    readonly Incident: {
      readonly incident: string;
      readonly title: string;
      readonly description: string;
      /** @enum {string} */
      readonly severity: 'low' | 'medium' | 'high' | 'critical';
      readonly study: string | null;
      /** @description that it concerns; null: the whole federation */
      readonly member: string | null;
      /** @description milliseconds since 1970, by the coordinator */
      readonly openedAt: number;
      readonly openedBy: string;
      readonly closedAt: number | null;
      readonly closedBy: string | null;
      readonly resolution: string | null;
    };
    readonly Invitation: {
      readonly member: string;
      /** @description one line; send it to the member by a channel of its own */
      readonly token: string;
      /** @description milliseconds since 1970, by the coordinator */
      readonly expiresAt: number;
    };
    readonly IssuedAccessToken: {
      readonly id: string;
      readonly label: string;
      /** @description milliseconds since 1970 */
      readonly createdAt: number;
      /** @description milliseconds since 1970 */
      readonly expiresAt: number;
      /** @description for `authorization: Bearer` */
      readonly token: string;
    };
    readonly IssuedWebhook: {
      readonly webhook: string;
      readonly url: string;
      /** @description of entries; an empty list stands for all */
      readonly kinds: readonly string[];
      /** @description milliseconds since 1970 */
      readonly createdAt: number;
      readonly createdBy: string;
      /** @description first entry of the ledger that was not delivered yet */
      readonly nextPosition: number;
      /** @description deliveries that failed in a row */
      readonly failures: number;
      /** @description why the last one failed; empty where it did not */
      readonly problem: string;
      /** @description since when nothing is delivered any more, after 16 failures */
      readonly suspendedAt: number | null;
      /** @description that the receiver checks signatures with */
      readonly secret: string;
    };
    readonly LedgerArchive: {
      /** @description position of its first entry */
      readonly from: number;
      /** @description size of the signed head that it ends with */
      readonly to: number;
      /** @description of that head */
      readonly root: string;
      /** @description of the file’s bytes */
      readonly sha256: string;
      readonly bytes: number;
      /** @description position of the entry that tells of it */
      readonly entry: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly at: number;
    };
    readonly LedgerEntry: {
      /** @description from 0 */
      readonly position: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly at: number;
      readonly kind: string;
      /** @description id of a node, `account:` and an account, `coordinator`, or `administrator` */
      readonly actor: string;
      /** @description id of what it is about */
      readonly subject: string;
      /** @description that it is about, or whose round */
      readonly study: string | null;
      /** @description that it is about, or whose node did it */
      readonly member: string | null;
      /** @description whether what it says lies in an archive file */
      readonly archived: boolean;
    };
    readonly LedgerHead: {
      readonly size: number;
      /** @description lower-case hex */
      readonly root: string;
      readonly coordinatorFingerprint: string;
    };
    readonly LedgerPlace: {
      /** @description of the entry, such as round-closed */
      readonly kind: string;
      readonly position: number;
      /** @description leaf hash of the entry (RFC 9162) */
      readonly hash: string;
    };
    readonly LeftOutPersons: {
      readonly node: string;
      readonly study: string;
      /** @description band of a count; null: the purpose does not rest on consent there */
      readonly withoutConsent: string | null;
      readonly erased: string | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly Member: {
      readonly member: string;
      readonly nodes: readonly string[];
      readonly regions: readonly string[];
      /** @description whether a node of it is in the newest roster */
      readonly inRoster: boolean;
    };
    readonly MemberDecision: {
      readonly member: string;
      /** @enum {string} */
      readonly decision: 'approve' | 'reject';
      readonly reason: string;
      /** @description milliseconds since 1970, by whoever decided; 0 where a consent says none */
      readonly at: number;
    };
    readonly ModelCard: {
      /** @constant */
      readonly format: 'chorale-model-card/1';
      /**
       * @description a node writes what it adopted and measured; the coordinator what the ledger proves
       * @enum {string}
       */
      readonly writtenBy: 'node' | 'coordinator';
      /** Format: date-time */
      readonly writtenAt: string;
      readonly federation: string;
      readonly model: {
        readonly study: string;
        readonly name: string;
        readonly question: string | null;
        readonly recipe: string | null;
        readonly computation: string;
        readonly settings: {
          readonly [key: string]: unknown;
        };
        /** @description of the last state, which every recipient adopted */
        readonly state: string | null;
        readonly roundsClosed: number;
        /** @description why it ended before its plan; empty where it did not */
        readonly endedEarly: string;
      };
      readonly agreement: {
        readonly hash: string;
        readonly title: string;
        readonly purpose: string;
        readonly legalBasis: string;
        /** @enum {string} */
        readonly release: 'members' | 'coordinator';
        readonly regions: readonly string[];
        readonly recipients: readonly string[];
        readonly retentionDays: number;
        readonly expires: string;
        readonly kMin: number;
      };
      /** @description as the agreement names them; where it names none, the members of the roster */
      readonly parties: readonly {
        readonly member: string;
        /** @enum {string} */
        readonly role: 'controller' | 'joint-controller' | 'processor';
      }[];
      readonly data: {
        /** @description declared over all nodes */
        readonly people: number;
        readonly unit: string;
        readonly features: readonly {
          readonly name: string;
          readonly type: string;
          /** @enum {string} */
          readonly sensitivity: 'public' | 'personal' | 'sensitive';
          readonly description: string | null;
          readonly unit: string | null;
          /** @description bounds of a number, or how many categories */
          readonly range: string;
        }[];
        readonly label: string | null;
        /** @description one person in so many was kept out of training; null: nobody */
        readonly holdoutOneIn: number | null;
      };
      /** @description that making the model spent */
      readonly privacy: components['schemas']['ModelCardPrivacy'];
      readonly evaluations: readonly components['schemas']['ModelEvaluation'][];
      /** @description why there are no evaluations */
      readonly withoutMeasures: ('not-measured' | 'with-members') | null;
      /** @description only what a party released of itself, in mode local; nobody else can tell parties apart */
      readonly byParty: readonly components['schemas']['PartyMeasures'][];
      readonly fairness: readonly components['schemas']['GroupFairness'][];
      /** @description whether the release gate lets it be used, as the writer judges; null where measures are not its to see */
      readonly release: components['schemas']['ReleaseGateResult'] | null;
      readonly limits: readonly (
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
      readonly lineage: components['schemas']['ModelCardLineage'];
      /** @description head of the ledger that covers these entries */
      readonly head: {
        readonly size: number;
        readonly root: string;
      } | null;
    };
    readonly ModelCardLineage: {
      /** @description entries on the study itself */
      readonly ledger: readonly components['schemas']['LedgerPlace'][];
      readonly rounds: readonly components['schemas']['ModelCardRound'][];
    };
    readonly ModelCardPrivacy: {
      /** @enum {string} */
      readonly mode: 'pooled' | 'local' | 'member' | 'none';
      /** @description spent; null in mode none */
      readonly epsilon: number | null;
      readonly delta: number | null;
      readonly unit: string;
      /** @constant */
      readonly adjacency: 'add-or-remove-one';
      readonly sampling:
        | {
            /** @constant */
            readonly kind: 'all';
          }
        | {
            /** @constant */
            readonly kind: 'poisson';
            readonly rates: readonly number[];
          };
      /** @description p */
      readonly nodesPerPerson: number;
      /** @description h */
      readonly colluding: number;
      /** @enum {string} */
      readonly accountant: 'pld' | 'rdp';
    };
    readonly ModelCardRound: {
      readonly round: string;
      /** @description position in the schedule */
      readonly index: number;
      readonly attempt: number;
      /** @description closed or adopted: its sum made the next state; burned: never opened; spent: opened, not adopted */
      readonly outcome: string;
      /** @description state */
      readonly startsFrom: string;
      readonly leadsTo: string | null;
      readonly ledger: readonly components['schemas']['LedgerPlace'][];
    };
    readonly ModelEvaluation: {
      readonly study: string;
      readonly name: string;
      readonly state: string | null;
      readonly label: string;
      /** @description rows and measures by name, such as auc, logLoss, wape; null where nothing can be said */
      readonly everybody: {
        readonly [key: string]: number | null;
      };
      readonly calibration: components['schemas']['Calibration'];
      readonly importance: readonly {
        readonly feature: string;
        readonly lost: number | null;
      }[];
      /** @description that the measuring itself spent */
      readonly privacy: components['schemas']['ModelCardPrivacy'];
      readonly lineage: components['schemas']['ModelCardLineage'];
    };
    readonly NewAccount: {
      readonly role: components['schemas']['PersonRole'];
      /** @description legal entity that the account is bound to */
      readonly member?: string;
      /** @description milliseconds since 1970; an auditor needs one */
      readonly validUntil?: number;
      /** @description what the person signs in with */
      readonly name: string;
    };
    readonly NewIncident: {
      readonly title: string;
      readonly description: string;
      /** @enum {string} */
      readonly severity: 'low' | 'medium' | 'high' | 'critical';
      /** @description id or name */
      readonly study?: string;
      /** @description that it concerns; left out: everybody */
      readonly member?: string;
    };
    readonly NewInvitation: {
      /** @description legal entity that is asked to join */
      readonly member: string;
      /** @description name that its node must take */
      readonly node?: string;
      /**
       * @description contributor: brings rows; committee: only holds key shares, without rows and results
       * @default contributor
       * @enum {string}
       */
      readonly role: 'contributor' | 'committee';
      /**
       * @description the node of that name lost its key; members vote the new one in
       * @default false
       */
      readonly newKey: boolean;
    };
    readonly NewWebhook: {
      /** Format: uri */
      readonly url: string;
      /**
       * @description of entries; left out: all
       * @default []
       */
      readonly kinds: readonly string[];
    };
    readonly OpenedSession: {
      /** @description null for the token in the coordinator’s home */
      readonly account: string | null;
      readonly name: string;
      readonly role: components['schemas']['PersonRole'];
      /** @description what concerns this member alone; null: the whole federation */
      readonly member: string | null;
      /** @enum {string} */
      readonly way: 'session' | 'access-token' | 'home-token';
      /** @description for the header chorale-csrf, with every change that a cookie vouches for; null elsewhere */
      readonly csrfToken: string | null;
      /** @description a session ends after so long without a request */
      readonly idleSeconds: number;
      /** @description of a session carried as bearer; null where the cookie holds it */
      readonly token: string | null;
    };
    readonly OpenedSum: {
      /** @description lower-case hex */
      readonly round: string;
      /** @description position in the schedule, from 0 */
      readonly index: number;
      /** @description the noised sum over all contributions, in real units */
      readonly blocks: readonly {
        readonly name: string;
        readonly values: readonly number[];
      }[];
    };
    readonly PartyMeasures: {
      readonly member: string;
      readonly label: string;
      /** @description rows and measures by name, such as auc, logLoss, wape; null where nothing can be said */
      readonly measures: {
        readonly [key: string]: number | null;
      };
      readonly calibration: components['schemas']['Calibration'];
      /** @description that the release spent of the budget of this party, by itself */
      readonly privacy: components['schemas']['ModelCardPrivacy'];
      /** @description entry that holds what the party signed */
      readonly ledger: readonly components['schemas']['LedgerPlace'][];
    };
    /** @enum {string} */
    readonly PersonRole:
      'federation-admin' | 'member-admin' | 'data-steward' | 'compliance-officer' | 'auditor';
    readonly PrivacyStatement: {
      /** @enum {string} */
      readonly mode: 'pooled' | 'local' | 'member' | 'none';
      /** @description null in mode none */
      readonly epsilon: number | null;
      readonly delta: number | null;
      /** @description what epsilon protects, one at a time */
      readonly unit: string;
      /** @constant */
      readonly adjacency: 'add-or-remove-one';
      readonly sampling:
        | {
            /** @constant */
            readonly kind: 'all';
          }
        | {
            /** @constant */
            readonly kind: 'poisson';
            readonly rates: readonly number[];
          };
      /** @description p: most nodes one person can appear in */
      readonly nodesPerPerson: number;
      /** @description h: nodes that may collude or add no noise */
      readonly colluding: number;
      /** @enum {string} */
      readonly accountant: 'pld' | 'rdp';
    };
    readonly Problem: {
      /** @description `urn:chorale:problem:` and the code */
      readonly type: string;
      readonly title: string;
      readonly status: number;
      /** @description what to do next */
      readonly detail: string;
      readonly code: components['schemas']['ProblemCode'];
    };
    /** @enum {string} */
    readonly ProblemCode:
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
    readonly ProcessingActivity: {
      readonly agreement: string;
      readonly title: string;
      readonly purpose: string;
      readonly legalBasis: string;
      /** @enum {string} */
      readonly state: 'proposed' | 'active' | 'ended';
      readonly ended: {
        /** @description milliseconds since 1970, by the clock of the coordinator */
        readonly at: number;
        readonly member: string;
        readonly reason: string;
      } | null;
      readonly replaces: string | null;
      /** @description last day, UTC */
      readonly expires: string;
      /** @description declared, over all nodes */
      readonly persons: components['schemas']['Figure'];
      readonly data: readonly {
        readonly name: string;
        /** @enum {string} */
        readonly use: 'feature' | 'label';
        readonly type: string;
        /** @enum {string} */
        readonly sensitivity: 'public' | 'personal' | 'sensitive';
        /** @description what every member does to it while it is read, as agreed */
        readonly desensitised: ('hash' | 'bin' | 'generalise') | null;
        readonly description: string | null;
      }[];
      /** @description columns that no member reads, as agreed */
      readonly dropped: readonly string[];
      /** @description features and labels tagged sensitive */
      readonly sensitive: components['schemas']['Figure'];
      readonly computations: readonly string[];
      /** @description beside the parties */
      readonly recipients: readonly string[];
      /**
       * @description who opens the sum
       * @enum {string}
       */
      readonly opens: 'members' | 'coordinator';
      /** @description agreed for nodes; empty: anywhere */
      readonly regions: readonly string[];
      /** @description longest that parties keep models and lists; nodes refuse and erase what is older */
      readonly retention: components['schemas']['Figure'];
      /** @description nodes that signed it */
      readonly signed: components['schemas']['Figure'];
      /** @description in an opened sum, as agreed */
      readonly fewestNodes: components['schemas']['Figure'];
      /** @description h */
      readonly colluding: components['schemas']['Figure'];
      /** @description p */
      readonly nodesPerPerson: components['schemas']['Figure'];
      /** @enum {string} */
      readonly mode: 'pooled' | 'local' | 'member' | 'none';
      readonly unit: string;
      /** @description budget of the purpose; null in mode none */
      readonly epsilon: components['schemas']['Figure'] | null;
      readonly delta: components['schemas']['Figure'] | null;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly ProposedRoster: {
      /** @description lower-case hex */
      readonly roster: string;
      readonly version: number;
      readonly nodes: number;
    };
    readonly ProposedStudy: {
      /** @description lower-case hex */
      readonly study: string;
      readonly name: string;
      /** @description lower-case hex */
      readonly agreement: string;
      readonly status: components['schemas']['StudyStatus'];
      /** @description members whose approval is still missing */
      readonly awaiting: readonly string[];
      readonly roundsPlanned: number;
      /** @description what the study costs if every planned round is released */
      readonly privacy: components['schemas']['PrivacyStatement'];
      /** @description what its author may have forgotten, for people */
      readonly notices: readonly string[];
    };
    readonly ProvenLedgerEntry: {
      /** @description from 0 */
      readonly position: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly at: number;
      readonly kind: string;
      /** @description id of a node, `account:` and an account, `coordinator`, or `administrator` */
      readonly actor: string;
      /** @description id of what it is about */
      readonly subject: string;
      /** @description that it is about, or whose round */
      readonly study: string | null;
      /** @description that it is about, or whose node did it */
      readonly member: string | null;
      /** @description the file in which the entry and its payload lie; null where both are here */
      readonly archive: components['schemas']['LedgerArchive'] | null;
      /** @description what the entry commits to; null where it was erased, or lies in an archive */
      readonly payload: unknown;
      /** @description that the entry is in the ledger whose head was signed */
      readonly proof: {
        /** @description hash of the leaf, RFC 9162 */
        readonly leaf: string;
        /** @description the entry itself: RFC 9162 hashes these bytes to the leaf; null where it lies in an archive */
        readonly entry: string | null;
        /** @description SHA-256 of the payload’s text; null where it lies in an archive */
        readonly payloadHash: string | null;
        /** @description as it was hashed */
        readonly payloadText: string | null;
        readonly size: number;
        /** @description lower-case hex */
        readonly root: string;
        /** @description the coordinator’s signature over size and root */
        readonly head: string;
        /** @description that the signature is bound to */
        readonly federation: string;
        /** @description raw Ed25519 key; people compare its fingerprint */
        readonly coordinatorKey: string;
        /** @description RFC 9162, 2.1.3.1 */
        readonly path: readonly string[];
      };
    };
    readonly ReleaseGateResult: {
      /**
       * @description held: not to be used; overridden: let pass by administrators of two members
       * @enum {string}
       */
      readonly standing: 'released' | 'overridden' | 'held' | 'unmeasured' | 'not-judged';
      /** @description null where nobody measured it */
      readonly measure: ('log-loss' | 'rmse') | null;
      readonly error: number | null;
      /** @description first challenger: the same said of everybody */
      readonly baseline: number | null;
      /** @description second challenger: the best other model of the question */
      readonly challenger: {
        /** @description name of the study */
        readonly model: string;
        readonly error: number;
      } | null;
      /** @description released before it, which drift is counted from */
      readonly before: {
        /** @description name of the study */
        readonly model: string;
        readonly error: number;
      } | null;
      readonly drift: number | null;
      readonly mostDrift: number;
      readonly held: readonly ('drift' | 'challengers')[];
      readonly approvedBy: readonly {
        readonly member: string;
        readonly reason: string;
      }[];
    };
    readonly ReleaseOverride: {
      /** @description that measured the model; its own where nobody measured it */
      readonly study: string;
      readonly approvedBy: readonly {
        readonly member: string;
        readonly reason: string;
      }[];
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly at: number;
      /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
      readonly proof: readonly number[];
    };
    readonly ReleasedModel: {
      readonly study: string;
      readonly name: string;
      readonly computation: string;
      /** @description hash of the model, the same at every node that adopted it */
      readonly state: string;
      /** @description model that it started from or measures */
      readonly from: {
        readonly study: string;
        readonly state: string;
      } | null;
      /** @description milliseconds since 1970, by the clock of the coordinator */
      readonly releasedAt: number;
      /** @description nodes that signed this hash */
      readonly adopted: components['schemas']['Figure'];
      readonly epsilon: components['schemas']['Figure'] | null;
      readonly lineage: readonly {
        readonly round: string;
        readonly index: number;
        readonly state: string;
        readonly nodes: components['schemas']['Figure'];
        /** @description milliseconds since 1970, by the clock of the coordinator */
        readonly closedAt: number;
        /** @description positions of the ledger entries that it follows from; each stands in `records` with its hash */
        readonly proof: readonly number[];
      }[];
    };
    readonly Roster: {
      /** @description lower-case hex */
      readonly roster: string;
      readonly version: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly closedAt: number;
      /**
       * @description waiting: for votes; dropped: another one was put before the members since
       * @enum {string}
       */
      readonly state: 'in-force' | 'replaced' | 'waiting' | 'dropped';
      /** @description whether it is, or was */
      readonly inForce: boolean;
      /** @description position of the ledger’s entry that put it in force */
      readonly inForceEntry: number | null;
      readonly nodes: readonly {
        /** @description lower-case hex */
        readonly node: string;
        /** @description name of a node */
        readonly name: string;
        readonly member: string;
        readonly region: string;
        /** @enum {string} */
        readonly role: 'contributor' | 'committee';
      }[];
      readonly consents: readonly {
        /** @description lower-case hex */
        readonly node: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
        /** @description base64 of canonical bytes */
        readonly envelope: string;
      }[];
      /** @description why it was put before the members */
      readonly reason: string;
      /** @description against the version that it follows, in words */
      readonly changes: readonly string[];
      readonly members: readonly {
        readonly member: string;
        /** @description who signs for it */
        readonly administrators: readonly {
          readonly name: string;
          readonly fingerprint: string;
        }[];
      }[];
      /** @description nodes that are seated in no round */
      readonly suspended: readonly string[];
      /** @description members whose administrators put it in force */
      readonly votesNeeded: number;
      /** @description members' latest words */
      readonly votes: readonly components['schemas']['MemberDecision'][];
    };
    readonly RosterChange: {
      /** @description nodes that are seated in no round until they are reinstated */
      readonly suspend?: readonly string[];
      /** @description nodes that are seated again */
      readonly reinstate?: readonly string[];
      /** @description nodes that leave; their keys are retired for ever */
      readonly removeNodes?: readonly string[];
      /** @description members that leave, with all their nodes and administrators */
      readonly removeMembers?: readonly string[];
      /** @description nodes whose new key, enrolled by an invitation of its own, takes the place of a lost one */
      readonly newKeys?: readonly string[];
      /** @description members whose votes put the next roster in force; 0: more than half of them */
      readonly votesNeeded?: number;
      /** @description for the members and the ledger */
      readonly reason: string;
    };
    readonly Round: {
      /** @description lower-case hex */
      readonly round: string;
      /** @description lower-case hex */
      readonly study: string;
      /** @description lower-case hex */
      readonly agreement: string;
      /** @description position in the schedule, from 0 */
      readonly index: number;
      readonly attempt: number;
      readonly phase: components['schemas']['RoundPhase'];
      readonly reason: string;
      /** @description milliseconds since 1970, by the coordinator */
      readonly openedAt: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly collectBy: number;
      /** @description milliseconds since 1970, by the coordinator */
      readonly committeeBy: number;
      readonly endedAt: number | null;
      /** @description hash of the state */
      readonly startsFrom: string;
      /** @description hash of the state that recipients agreed on */
      readonly leadsTo: string | null;
      readonly terms: {
        /** @description committee members that it takes to open */
        readonly threshold: number;
        /** @description equal adoptions that make the next state */
        readonly quorum: number;
        /** @description fewest contributors */
        readonly kMin: number;
        /**
         * @description who may open the sum
         * @enum {string}
         */
        readonly release: 'members' | 'coordinator';
        readonly rosterVersion: number;
      };
      readonly committee: readonly string[];
      readonly cohort: readonly string[];
      readonly recipients: readonly string[];
      readonly contributions: readonly {
        /** @description name of a node */
        readonly node: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
        readonly ciphertextBytes: number;
      }[];
      /** @description null before it was fixed */
      readonly set: {
        /** @description lower-case hex */
        readonly root: string;
        readonly nodes: readonly string[];
      } | null;
      readonly commits: readonly {
        /** @description name of a node */
        readonly node: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
      }[];
      readonly releases: readonly {
        /** @description name of a node */
        readonly node: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
      }[];
      readonly adoptions: readonly {
        /** @description name of a node */
        readonly node: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
        /** @description lower-case hex */
        readonly state: string;
        readonly done: boolean;
        readonly sumWrong: boolean;
      }[];
      readonly refusals: readonly {
        /** @description name of a node */
        readonly node: string;
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
        readonly code: string;
        readonly reason: string;
      }[];
      readonly budget: {
        /** @enum {string} */
        readonly status: 'reserved' | 'spent' | 'given-back';
        /** @description milliseconds since 1970, by the coordinator */
        readonly at: number;
        /** @description what the accountant counts; null in mode none */
        readonly event: unknown;
      } | null;
    };
    /** @enum {string} */
    readonly RoundPhase:
      'collecting' | 'committing' | 'releasing' | 'adopting' | 'burning' | 'closed' | 'burned' | 'spent';
    readonly RoundProgress: {
      /** @description lower-case hex */
      readonly round: string;
      /** @description position in the schedule, from 0 */
      readonly index: number;
      readonly attempt: number;
      readonly phase: components['schemas']['RoundPhase'];
      readonly reason: string;
      /** @description milliseconds since 1970, by the coordinator */
      readonly openedAt: number;
      readonly endedAt: number | null;
      /** @description names of nodes */
      readonly contributed: readonly string[];
      /** @description names of nodes */
      readonly committed: readonly string[];
      /** @description names of nodes */
      readonly released: readonly string[];
      /** @description names of nodes */
      readonly adopted: readonly string[];
      /** @description names of nodes */
      readonly burned: readonly string[];
      readonly refused: readonly {
        readonly node: string;
        readonly code: string;
        readonly reason: string;
      }[];
      /** @description of all contributions */
      readonly ciphertextBytes: number;
    };
    readonly Session: {
      /** @description null for the token in the coordinator’s home */
      readonly account: string | null;
      readonly name: string;
      readonly role: components['schemas']['PersonRole'];
      /** @description what concerns this member alone; null: the whole federation */
      readonly member: string | null;
      /** @enum {string} */
      readonly way: 'session' | 'access-token' | 'home-token';
      /** @description for the header chorale-csrf, with every change that a cookie vouches for; null elsewhere */
      readonly csrfToken: string | null;
      /** @description a session ends after so long without a request */
      readonly idleSeconds: number;
    };
    readonly SignedHead: {
      /** @description entries covered */
      readonly size: number;
      /** @description lower-case hex */
      readonly root: string;
      /** @description milliseconds since 1970, by the coordinator */
      readonly at: number;
      /** @description signed by the coordinator, base64 */
      readonly envelope: string;
      readonly countersignatures: readonly {
        /** @description lower-case hex */
        readonly node: string;
        /** @description base64 of canonical bytes */
        readonly envelope: string;
      }[];
    };
    readonly StoppedStudy: {
      /** @description lower-case hex */
      readonly study: string;
      readonly name: string;
      readonly reason: string;
    };
    readonly Study: {
      /** @description lower-case hex */
      readonly study: string;
      readonly name: string;
      readonly status: components['schemas']['StudyStatus'];
      /** @description why it stopped, or finished before its plan; empty otherwise */
      readonly reason: string;
      readonly computation: string;
      readonly roundsClosed: number;
      /** @description the most there can be */
      readonly roundsPlanned: number;
      /** @description what members decided, their latest word each */
      readonly approvals: readonly components['schemas']['MemberDecision'][];
      /** @description members whose approval is still missing */
      readonly awaiting: readonly string[];
      /** @description lower-case hex */
      readonly agreement: string;
      /** @description hash of the newest state */
      readonly state: string;
      /** @description milliseconds since 1970, by the coordinator */
      readonly startedAt: number;
      readonly endedAt: number | null;
      /** @description reserved or spent so far; sampling is of the rounds so far */
      readonly privacy: components['schemas']['PrivacyStatement'];
      /** @description nodes that earlier studies suspect of poisoning, and the agreement leaves out of this one */
      readonly leftOut: readonly string[];
      /** @description request lines, headers and bodies received for this study, without TLS and TCP framing */
      readonly bytesReceived: readonly {
        readonly node: string;
        readonly bytes: number;
      }[];
      readonly rounds: readonly components['schemas']['RoundProgress'][];
    };
    readonly StudyProposal: {
      /** @constant */
      readonly format: 'chorale-study/1';
      readonly name: string;
      /** @description for people: "Who buys again within 90 days?" */
      readonly question?: string;
      /** @description title or hash of an active agreement */
      readonly agreement: string;
      /** @description give this, or a recipe */
      readonly computation?: string;
      /** @description a business question by name, in place of a computation: "chorale-coordinator study recipes" lists them */
      readonly recipe?: string;
      /** @description with a recipe that has several models: the one that answers, such as lstm; left out: its first */
      readonly model?: string;
      /** @description with a recipe: role of the recipe: feature of the dictionary; left out: the feature of the same name */
      readonly roles?: {
        readonly [key: string]: string;
      };
      /** @description names from the dictionary, in model order; a recipe adds those of its roles */
      readonly features?: readonly string[];
      /**
       * @description checked by the computation
       * @default {}
       */
      readonly settings: {
        readonly [key: string]: unknown;
      };
      /** @description part of the agreement budget that this study may spend; default: all of it */
      readonly privacy?: {
        readonly epsilon: number;
      };
      /** @description a robust rule over the sums of groups; left out: the plain sum over everybody */
      readonly aggregation?:
        | {
            /** @constant */
            readonly rule: 'sum';
          }
        | {
            /** @constant */
            readonly rule: 'median';
            /** @description nodes that are drawn into a group; at least kMin of the agreement */
            readonly groupSize: number;
          }
        | {
            /** @constant */
            readonly rule: 'trimmed-mean';
            /** @description nodes that are drawn into a group; at least kMin of the agreement */
            readonly groupSize: number;
            /** @description groups that may be bad: cut off at each end (trimmed-mean), or stood up to (krum) */
            readonly trim: number;
          }
        | {
            /** @constant */
            readonly rule: 'krum';
            /** @description nodes that are drawn into a group; at least kMin of the agreement */
            readonly groupSize: number;
            /** @description groups that may be bad: cut off at each end (trimmed-mean), or stood up to (krum) */
            readonly trim: number;
          };
      /** @description turn vectors by public signs and a Hadamard transform before they are rounded: costs no privacy, saves bytes for a few sizes only; left out: no */
      readonly flatten?: boolean;
      /** @default {} */
      readonly deadlines: {
        /** @default 60 */
        readonly collectSeconds: number;
        /** @default 30 */
        readonly committeeSeconds: number;
      };
    };
    /** @enum {string} */
    readonly StudyStatus: 'running' | 'finished' | 'stopped' | 'proposed';
    readonly StudySummary: {
      /** @description lower-case hex */
      readonly study: string;
      readonly name: string;
      readonly status: components['schemas']['StudyStatus'];
      /** @description why it stopped, or finished before its plan; empty otherwise */
      readonly reason: string;
      readonly computation: string;
      readonly roundsClosed: number;
      /** @description the most there can be */
      readonly roundsPlanned: number;
    };
    readonly Suspects: {
      /** @description lower-case hex */
      readonly study: string;
      readonly name: string;
      readonly status: components['schemas']['StudyStatus'];
      /** @description closed rounds whose groups were scored */
      readonly rounds: number;
      /** @description score from which a node may be suspected */
      readonly suspectedFrom: number;
      /** @description score from which the agreement leaves suspects out of later studies; null where it does not */
      readonly excludedFrom: number | null;
      /** @description chance up to which a node may be suspected */
      readonly suspectedUpTo: number;
      /** @description the most suspect first */
      readonly nodes: readonly {
        /** @description lower-case hex */
        readonly node: string;
        readonly name: string;
        /** @description mean score of its groups, 0 to 10; below 1 is ordinary */
        readonly score: number;
        /** @description rounds that it was in */
        readonly rounds: number;
        /** @description that luck of the draw alone gives any node so high a score */
        readonly chance: number;
        /** @description chance that h nodes acting together, as many as the agreement expects, give an innocent one so high a score */
        readonly framed: number;
        readonly suspected: boolean;
        /** @description whether the agreement leaves it out of later studies, once this one has ended */
        readonly excluded: boolean;
      }[];
    };
    readonly Webhook: {
      readonly webhook: string;
      readonly url: string;
      /** @description of entries; an empty list stands for all */
      readonly kinds: readonly string[];
      /** @description milliseconds since 1970 */
      readonly createdAt: number;
      readonly createdBy: string;
      /** @description first entry of the ledger that was not delivered yet */
      readonly nextPosition: number;
      /** @description deliveries that failed in a row */
      readonly failures: number;
      /** @description why the last one failed; empty where it did not */
      readonly problem: string;
      /** @description since when nothing is delivered any more, after 16 failures */
      readonly suspendedAt: number | null;
    };
  };
  responses: {
    /** @description as in `if-none-match` */
    readonly NotModified: {
      headers: {
        readonly [name: string]: unknown;
      };
      content?: never;
    };
    /** @description The message is malformed */
    readonly '400.malformed': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Too many requests; Too many sign-ins failed */
    readonly '429.locked-out.too-many-requests': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The coordinator failed */
    readonly '500.internal': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The sign-in failed */
    readonly '401.sign-in-failed': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The request may come from another site */
    readonly '403.csrf-refused': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Too large */
    readonly '413.too-large': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Too many requests */
    readonly '429.too-many-requests': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The password is too weak; The account cannot be like this */
    readonly '422.account-refused.password-weak': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description An account of this name exists */
    readonly '409.account-exists': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Sign in first */
    readonly '401.admin-only': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The role does not allow it */
    readonly '403.role-forbidden': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The account cannot be like this */
    readonly '422.account-refused': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The role does not allow it; The request may come from another site */
    readonly '403.csrf-refused.role-forbidden': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The account cannot be like this; The idempotency key served another request */
    readonly '422.account-refused.idempotency-key-used': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The same request is under way; The request was carried out before */
    readonly '409.idempotency-answer-lost.idempotency-running': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Not found */
    readonly '404.not-found': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The identity provider did not vouch for the person */
    readonly '502.provider-refused': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description An account of this name exists; The same request is under way; The request was carried out before */
    readonly '409.account-exists.idempotency-answer-lost.idempotency-running': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Say which version you change */
    readonly '428.version-missing': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description It was changed meanwhile */
    readonly '412.version-outdated': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The message is malformed; A reason is needed */
    readonly '400.malformed.reason-missing': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The name is taken; The same request is under way; The request was carried out before */
    readonly '409.idempotency-answer-lost.idempotency-running.name-taken': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The idempotency key served another request */
    readonly '422.idempotency-key-used': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The agreement cannot be proposed; Too few nodes; Too many nodes; The idempotency key served another request */
    readonly '422.agreement-refused.idempotency-key-used.too-few-nodes.too-many-nodes': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description A study is running; The same request is under way; The request was carried out before */
    readonly '409.idempotency-answer-lost.idempotency-running.study-running': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description A node stands outside the agreed regions; The role does not allow it; The request may come from another site */
    readonly '403.csrf-refused.region-refused.role-forbidden': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The agreement cannot be proposed */
    readonly '422.agreement-refused': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The agreement is not signed by all; The agreement has expired; The study does not fit its agreement; The privacy budget would be overspent; The privacy budget is not open; The role does not allow it; The request may come from another site */
    readonly '403.agreement-expired.agreement-inactive.budget-exceeded.budget-expired.csrf-refused.role-forbidden.study-refused': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description A study of this name exists; The same request is under way; The request was carried out before */
    readonly '409.idempotency-answer-lost.idempotency-running.study-exists': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description A study is running; The study has ended */
    readonly '409.study-ended.study-running': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The study has ended; The same request is under way; The request was carried out before */
    readonly '409.idempotency-answer-lost.idempotency-running.study-ended': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The study was answered before; The same request is under way; The request was carried out before */
    readonly '409.erasure-answered.idempotency-answer-lost.idempotency-running': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The records do not bear the answer out; The idempotency key served another request */
    readonly '422.erasure-answer-refused.idempotency-key-used': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description There is nothing to archive */
    readonly '409.nothing-to-archive': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The archive holds other bytes; The same request is under way; The request was carried out before */
    readonly '409.archive-differs.idempotency-answer-lost.idempotency-running': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The roster cannot be; Too many nodes; The idempotency key served another request */
    readonly '422.idempotency-key-used.roster-refused.too-many-nodes': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The incident is closed; The same request is under way; The request was carried out before */
    readonly '409.idempotency-answer-lost.idempotency-running.incident-closed': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The webhook cannot be added; The idempotency key served another request */
    readonly '422.idempotency-key-used.webhook-refused': {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: {
    /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
    readonly Reason: string;
    /** @description etag of the answer that is known already */
    readonly IfNoneMatch: string;
    /** @description 8 to 200 characters; the same request is carried out once in a day */
    readonly IdempotencyKey: string;
    /** @description csrfToken of the session, where a cookie carries it */
    readonly CsrfToken: string;
    /** @description etag of what is changed, as it was read */
    readonly IfMatch: string;
    /** @description `next` of the page before; left out: from the start */
    readonly Cursor: string;
    /** @description items of a page, at most */
    readonly Limit: number;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly getSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "account": "1f0c2a9be4d87735",
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "way": "session",
           *       "csrfToken": "Zk3v0bqJ5o3u7m0B9N4rT1y8e2X6w5Q_c7d9f1h3j5k",
           *       "idleSeconds": 900
           *     }
           */
          readonly 'application/json': components['schemas']['Session'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "name": "lin.wei",
         *       "password": "four unrelated long words",
         *       "code": "492039",
         *       "carriedBy": "bearer"
         *     }
         */
        readonly 'application/json': {
          /** @description what the person signs in with */
          readonly name: string;
          readonly password: string;
          /** @description of the authenticator app; serves once */
          readonly code: string;
          /**
           * @description cookie: for browsers; bearer: the answer holds the token, for `authorization: Bearer`
           * @default cookie
           * @enum {string}
           */
          readonly carriedBy?: 'cookie' | 'bearer';
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "account": "1f0c2a9be4d87735",
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "way": "session",
           *       "csrfToken": null,
           *       "idleSeconds": 900,
           *       "token": "chorale-session-9yQ2..."
           *     }
           */
          readonly 'application/json': components['schemas']['OpenedSession'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.sign-in-failed'];
      readonly 403: components['responses']['403.csrf-refused'];
      readonly 413: components['responses']['413.too-large'];
      readonly 429: components['responses']['429.locked-out.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly deleteSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postSessionEnrolment: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "token": "chorale-account-Qm3..."
         *     }
         */
        readonly 'application/json': {
          readonly token: string;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "expiresAt": 1767268800000,
           *       "codes": {
           *         "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
           *         "uri": "otpauth://totp/Chorale:lin.wei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Chorale"
           *       }
           *     }
           */
          readonly 'application/json': {
            /** @description null: the person chooses it */
            readonly name: string | null;
            readonly role: components['schemas']['PersonRole'];
            readonly member: string | null;
            /** @description milliseconds since 1970 */
            readonly expiresAt: number;
            readonly codes: {
              /** @description base32, to type in */
              readonly secret: string;
              /** @description otpauth address, to make a QR code from */
              readonly uri: string;
            };
          };
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.sign-in-failed'];
      readonly 403: components['responses']['403.csrf-refused'];
      readonly 413: components['responses']['413.too-large'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postSessionEnrolmentComplete: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "token": "chorale-account-Qm3...",
         *       "name": "lin.wei",
         *       "password": "four unrelated long words",
         *       "code": "492039"
         *     }
         */
        readonly 'application/json': {
          readonly token: string;
          /** @description what the person signs in with */
          readonly name: string;
          readonly password: string;
          /** @description of the authenticator app; serves once */
          readonly code: string;
          /**
           * @description cookie: for browsers; bearer: the answer holds the token, for `authorization: Bearer`
           * @default cookie
           * @enum {string}
           */
          readonly carriedBy?: 'cookie' | 'bearer';
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "account": "1f0c2a9be4d87735",
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "way": "session",
           *       "csrfToken": "Zk3v0bqJ5o3u7m0B9N4rT1y8e2X6w5Q_c7d9f1h3j5k",
           *       "idleSeconds": 900,
           *       "token": null
           *     }
           */
          readonly 'application/json': components['schemas']['OpenedSession'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.sign-in-failed'];
      readonly 403: components['responses']['403.csrf-refused'];
      readonly 409: components['responses']['409.account-exists'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused.password-weak'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getAccessTokens: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "id": "77aa01b2c3d4e5f6",
           *           "label": "SIEM",
           *           "createdAt": 1767268800000,
           *           "expiresAt": 1767268800000
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['AccessToken'][];
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 422: components['responses']['422.account-refused'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postAccessTokens: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "label": "SIEM",
         *       "days": 30
         *     }
         */
        readonly 'application/json': {
          /** @description what it is for */
          readonly label: string;
          /** @default 30 */
          readonly days?: number;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "77aa01b2c3d4e5f6",
           *       "label": "SIEM",
           *       "createdAt": 1767268800000,
           *       "expiresAt": 1767268800000,
           *       "token": "chorale-token-5tB..."
           *     }
           */
          readonly 'application/json': components['schemas']['IssuedAccessToken'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly deleteAccessTokensByToken: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly token: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getSessionOidc: {
    readonly parameters: {
      readonly query?: {
        /** @description on 127.0.0.1 (RFC 8252) */
        readonly port?: number;
        /** @description S256 of the verifier that POST session/oidc will show (RFC 7636) */
        readonly challenge?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 303: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.sign-in-failed'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
      readonly 502: components['responses']['502.provider-refused'];
    };
  };
  readonly postSessionOidc: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "code": "r2Yk...",
         *       "verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
         *     }
         */
        readonly 'application/json': {
          readonly code: string;
          readonly verifier: string;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "account": "1f0c2a9be4d87735",
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "way": "session",
           *       "csrfToken": null,
           *       "idleSeconds": 900,
           *       "token": "chorale-session-9yQ2..."
           *     }
           */
          readonly 'application/json': components['schemas']['OpenedSession'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.sign-in-failed'];
      readonly 403: components['responses']['403.csrf-refused'];
      readonly 413: components['responses']['413.too-large'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getSessionOidcCallback: {
    readonly parameters: {
      readonly query?: {
        readonly state?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 303: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.sign-in-failed'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
      readonly 502: components['responses']['502.provider-refused'];
    };
  };
  readonly getAccounts: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "account": "1f0c2a9be4d87735",
           *           "name": "lin.wei",
           *           "role": "compliance-officer",
           *           "member": null,
           *           "way": "password",
           *           "validUntil": null,
           *           "createdAt": 1767268800000,
           *           "closedAt": null
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Account'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postAccounts: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "name": "lin.wei",
         *       "role": "compliance-officer"
         *     }
         */
        readonly 'application/json': components['schemas']['NewAccount'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "token": "chorale-account-Qm3...",
           *       "expiresAt": 1767268800000
           *     }
           */
          readonly 'application/json': components['schemas']['AccountInvitation'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 409: components['responses']['409.account-exists.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getAccountsByAccount: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly account: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "account": "1f0c2a9be4d87735",
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "way": "password",
           *       "validUntil": null,
           *       "createdAt": 1767268800000,
           *       "closedAt": null
           *     }
           */
          readonly 'application/json': components['schemas']['Account'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly deleteAccountsByAccount: {
    readonly parameters: {
      readonly query?: never;
      readonly header: {
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
        /** @description etag of what is changed, as it was read */
        readonly 'if-match': components['parameters']['IfMatch'];
      };
      readonly path: {
        readonly account: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 412: components['responses']['412.version-outdated'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused'];
      readonly 428: components['responses']['428.version-missing'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly patchAccountsByAccount: {
    readonly parameters: {
      readonly query?: never;
      readonly header: {
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
        /** @description etag of what is changed, as it was read */
        readonly 'if-match': components['parameters']['IfMatch'];
      };
      readonly path: {
        readonly account: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "role": "auditor",
         *       "validUntil": 1767268800000
         *     }
         */
        readonly 'application/json': components['schemas']['AccountTerms'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "account": "1f0c2a9be4d87735",
           *       "name": "lin.wei",
           *       "role": "compliance-officer",
           *       "member": null,
           *       "way": "password",
           *       "validUntil": null,
           *       "createdAt": 1767268800000,
           *       "closedAt": null
           *     }
           */
          readonly 'application/json': components['schemas']['Account'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 412: components['responses']['412.version-outdated'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused'];
      readonly 428: components['responses']['428.version-missing'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postAccountsByAccountInvite: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly account: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "token": "chorale-account-Qm3...",
           *       "expiresAt": 1767268800000
           *     }
           */
          readonly 'application/json': components['schemas']['AccountInvitation'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.account-refused.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStatus: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "federation": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "federationName": "Chain",
           *       "coordinatorFingerprint": "7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b",
           *       "version": "0.1.0",
           *       "protocol": 2,
           *       "url": "https://coordinator.example.org",
           *       "members": 5,
           *       "agreements": [],
           *       "studies": [],
           *       "ledger": {
           *         "size": 1204,
           *         "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *       }
           *     }
           */
          readonly 'application/json': components['schemas']['FederationStatus'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postInvites: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "member": "Acme Stores",
         *       "node": "acme-1"
         *     }
         */
        readonly 'application/json': components['schemas']['NewInvitation'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "member": "Acme Stores",
           *       "token": "chorale-invite-AbC...",
           *       "expiresAt": 1767268800000
           *     }
           */
          readonly 'application/json': components['schemas']['Invitation'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.name-taken'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getAgreements: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "title": "Repurchase 2026",
           *           "active": true,
           *           "expires": "2026-12-31",
           *           "signed": 5,
           *           "nodes": 5,
           *           "replaces": null,
           *           "widens": false,
           *           "reason": ""
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['AgreementSummary'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postAgreements: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "format": "chorale-agreement/1",
         *       "federation": "Chain",
         *       "title": "Repurchase 2026",
         *       "purpose": "campaigns",
         *       "legalBasis": "GDPR Art. 6(1)(f)",
         *       "people": 5000,
         *       "dictionary": {
         *         "features": [
         *           {
         *             "name": "recency",
         *             "type": "number",
         *             "unit": "days",
         *             "lower": 0,
         *             "upper": 300
         *           }
         *         ],
         *         "label": {
         *           "name": "returns"
         *         }
         *       },
         *       "cohort": {
         *         "kMin": 4
         *       },
         *       "privacy": {
         *         "mode": "pooled",
         *         "epsilon": 1,
         *         "delta": 0.00001
         *       },
         *       "computations": [
         *         "logistic-regression"
         *       ],
         *       "expires": "2026-12-31"
         *     }
         */
        readonly 'application/json': components['schemas']['AgreementProposal'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "title": "Repurchase 2026",
           *       "active": false,
           *       "expires": "2026-12-31",
           *       "signed": 0,
           *       "nodes": 5,
           *       "replaces": null,
           *       "widens": false,
           *       "reason": ""
           *     }
           */
          readonly 'application/json': components['schemas']['AgreementSummary'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.region-refused.role-forbidden'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.agreement-refused.idempotency-key-used.too-few-nodes.too-many-nodes'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getAgreementsByAgreement: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly agreement: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "title": "Repurchase 2026",
           *       "proposedAt": 1767268800000,
           *       "text": "{\"format\":\"chorale-agreement/1\",\"title\":\"Repurchase 2026\"}",
           *       "consents": [
           *         {
           *           "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *           "name": "acme-1",
           *           "roster": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "at": 1767268800000,
           *           "envelope": "AAEC..."
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': components['schemas']['Agreement'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getAgreementsByAgreementChanges: {
    readonly parameters: {
      readonly query?: {
        /** @description hash of another agreement; left out: the one that it replaces */
        readonly against?: string;
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly agreement: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "changes": [
           *         {
           *           "path": "privacy.epsilon",
           *           "before": 1,
           *           "after": 2,
           *           "widens": true
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': {
            readonly changes: readonly components['schemas']['AgreementChange'][];
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 422: components['responses']['422.agreement-refused'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStudies: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
        readonly status?: 'proposed' | 'running' | 'finished' | 'stopped';
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "name": "first-study",
           *           "status": "running",
           *           "reason": "",
           *           "computation": "logistic-regression",
           *           "roundsClosed": 3,
           *           "roundsPlanned": 12
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['StudySummary'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postStudies: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "format": "chorale-study/1",
         *       "name": "first-study",
         *       "agreement": "Repurchase 2026",
         *       "computation": "logistic-regression",
         *       "features": [
         *         "recency"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['StudyProposal'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "name": "first-study",
           *       "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "status": "proposed",
           *       "awaiting": [
           *         "Acme Stores"
           *       ],
           *       "roundsPlanned": 12,
           *       "privacy": {
           *         "mode": "pooled",
           *         "epsilon": 0.97,
           *         "delta": 0.00001,
           *         "unit": "person",
           *         "adjacency": "add-or-remove-one",
           *         "sampling": {
           *           "kind": "all"
           *         },
           *         "nodesPerPerson": 1,
           *         "colluding": 0,
           *         "accountant": "pld"
           *       },
           *       "notices": []
           *     }
           */
          readonly 'application/json': components['schemas']['ProposedStudy'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.agreement-expired.agreement-inactive.budget-exceeded.budget-expired.csrf-refused.role-forbidden.study-refused'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-exists'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStudiesByStudy: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "name": "first-study",
           *       "status": "running",
           *       "reason": "",
           *       "computation": "logistic-regression",
           *       "roundsClosed": 3,
           *       "roundsPlanned": 12,
           *       "approvals": [
           *         {
           *           "member": "Acme Stores",
           *           "decision": "approve",
           *           "reason": "as agreed",
           *           "at": 1767268800000
           *         }
           *       ],
           *       "awaiting": [],
           *       "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "startedAt": 1767268800000,
           *       "endedAt": null,
           *       "privacy": {
           *         "mode": "pooled",
           *         "epsilon": 0.31,
           *         "delta": 0.00001,
           *         "unit": "person",
           *         "adjacency": "add-or-remove-one",
           *         "sampling": {
           *           "kind": "all"
           *         },
           *         "nodesPerPerson": 1,
           *         "colluding": 0,
           *         "accountant": "pld"
           *       },
           *       "leftOut": [],
           *       "bytesReceived": [
           *         {
           *           "node": "acme-1",
           *           "bytes": 1204332
           *         }
           *       ],
           *       "rounds": []
           *     }
           */
          readonly 'application/json': components['schemas']['Study'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStudiesByStudyCard: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "format": "chorale-model-card/1",
           *       "writtenBy": "coordinator",
           *       "writtenAt": "2026-01-01T12:00:00.000Z",
           *       "federation": "Harbour retailers",
           *       "model": {
           *         "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "name": "first-study",
           *         "question": "Who buys again within 90 days?",
           *         "recipe": null,
           *         "computation": "logistic-regression",
           *         "settings": {},
           *         "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "roundsClosed": 12,
           *         "endedEarly": ""
           *       },
           *       "agreement": {
           *         "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "title": "Repurchase 2026",
           *         "purpose": "campaigns",
           *         "legalBasis": "GDPR Art. 6(1)(f)",
           *         "release": "members",
           *         "regions": [
           *           "eu"
           *         ],
           *         "recipients": [],
           *         "retentionDays": 365,
           *         "expires": "2026-12-31",
           *         "kMin": 4
           *       },
           *       "parties": [
           *         {
           *           "member": "Acme Stores",
           *           "role": "joint-controller"
           *         }
           *       ],
           *       "data": {
           *         "people": 45000,
           *         "unit": "person",
           *         "features": [
           *           {
           *             "name": "recency",
           *             "type": "number",
           *             "sensitivity": "personal",
           *             "description": "days since the last purchase",
           *             "unit": "days",
           *             "range": "0 .. 730"
           *           }
           *         ],
           *         "label": "buys_again",
           *         "holdoutOneIn": 5
           *       },
           *       "privacy": {
           *         "mode": "pooled",
           *         "epsilon": 0.97,
           *         "delta": 0.00001,
           *         "unit": "person",
           *         "adjacency": "add-or-remove-one",
           *         "sampling": {
           *           "kind": "all"
           *         },
           *         "nodesPerPerson": 1,
           *         "colluding": 0,
           *         "accountant": "pld"
           *       },
           *       "evaluations": [],
           *       "withoutMeasures": "with-members",
           *       "byParty": [],
           *       "fairness": [],
           *       "release": null,
           *       "limits": [
           *         "purpose",
           *         "data-unverified",
           *         "few-members",
           *         "not-measured",
           *         "groups-not-measured"
           *       ],
           *       "lineage": {
           *         "ledger": [
           *           {
           *             "kind": "study-finished",
           *             "position": 512,
           *             "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *           }
           *         ],
           *         "rounds": [
           *           {
           *             "round": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *             "index": 0,
           *             "attempt": 0,
           *             "outcome": "closed",
           *             "startsFrom": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *             "leadsTo": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *             "ledger": [
           *               {
           *                 "kind": "round-closed",
           *                 "position": 96,
           *                 "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *               }
           *             ]
           *           }
           *         ]
           *       },
           *       "head": {
           *         "size": 513,
           *         "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *       }
           *     }
           */
          readonly 'application/json': components['schemas']['ModelCard'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.study-ended.study-running'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postStudiesByStudyStop: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "reason": "two members are gone"
         *     }
         */
        readonly 'application/json': {
          /** @description for the ledger and the nodes */
          readonly reason?: string;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "name": "first-study",
           *       "reason": "by the administrator: two members are gone"
           *     }
           */
          readonly 'application/json': components['schemas']['StoppedStudy'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-ended'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postStudiesByStudyPoisonSearch: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "rounds": 12
         *     }
         */
        readonly 'application/json': {
          /** @description of the search; left out: the suspected study and "-search" */
          readonly name?: string;
          /** @description left out: as the suspected study */
          readonly rounds?: number;
          /** @description left out: as much as the suspected study was given */
          readonly epsilon?: number;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "name": "first-study-search",
           *       "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "status": "proposed",
           *       "awaiting": [
           *         "Acme Stores"
           *       ],
           *       "roundsPlanned": 12,
           *       "privacy": {
           *         "mode": "pooled",
           *         "epsilon": 0.97,
           *         "delta": 0.00001,
           *         "unit": "person",
           *         "adjacency": "add-or-remove-one",
           *         "sampling": {
           *           "kind": "all"
           *         },
           *         "nodesPerPerson": 1,
           *         "colluding": 0,
           *         "accountant": "pld"
           *       },
           *       "notices": []
           *     }
           */
          readonly 'application/json': components['schemas']['ProposedStudy'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.agreement-expired.agreement-inactive.budget-exceeded.budget-expired.csrf-refused.role-forbidden.study-refused'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-exists'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStudiesByStudySuspects: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "name": "first-study-search",
           *       "status": "finished",
           *       "rounds": 12,
           *       "suspectedFrom": 2,
           *       "excludedFrom": null,
           *       "suspectedUpTo": 0.001,
           *       "nodes": [
           *         {
           *           "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *           "name": "acme-1",
           *           "score": 0.4,
           *           "rounds": 12,
           *           "chance": 0.7,
           *           "framed": 1,
           *           "suspected": false,
           *           "excluded": false
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': components['schemas']['Suspects'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStudiesByStudySums: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "round": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "index": 0,
           *           "blocks": [
           *             {
           *               "name": "counts",
           *               "values": [
           *                 5012.4,
           *                 118.9
           *               ]
           *             }
           *           ]
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['OpenedSum'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getStudiesByStudyRounds: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        readonly limit?: number;
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly study: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "round": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "index": 2,
           *           "attempt": 0,
           *           "phase": "closed",
           *           "reason": "",
           *           "openedAt": 1767268800000,
           *           "collectBy": 1767268800000,
           *           "committeeBy": 1767268800000,
           *           "endedAt": 1767268800000,
           *           "startsFrom": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "leadsTo": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "terms": {
           *             "threshold": 3,
           *             "quorum": 3,
           *             "kMin": 4,
           *             "release": "members",
           *             "rosterVersion": 1
           *           },
           *           "committee": [
           *             "acme-1"
           *           ],
           *           "cohort": [
           *             "acme-1"
           *           ],
           *           "recipients": [
           *             "acme-1"
           *           ],
           *           "contributions": [
           *             {
           *               "node": "acme-1",
           *               "at": 1767268800000,
           *               "ciphertextBytes": 98304
           *             }
           *           ],
           *           "set": {
           *             "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *             "nodes": [
           *               "acme-1"
           *             ]
           *           },
           *           "commits": [
           *             {
           *               "node": "acme-1",
           *               "at": 1767268800000
           *             }
           *           ],
           *           "releases": [
           *             {
           *               "node": "acme-1",
           *               "at": 1767268800000
           *             }
           *           ],
           *           "adoptions": [
           *             {
           *               "node": "acme-1",
           *               "at": 1767268800000,
           *               "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *               "done": false,
           *               "sumWrong": false
           *             }
           *           ],
           *           "refusals": [],
           *           "budget": {
           *             "status": "spent",
           *             "at": 1767268800000,
           *             "event": {
           *               "samplingRate": 1,
           *               "noiseMultiplier": 4.2
           *             }
           *           }
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Round'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getRoundsByRound: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly round: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "round": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "index": 2,
           *       "attempt": 0,
           *       "phase": "closed",
           *       "reason": "",
           *       "openedAt": 1767268800000,
           *       "collectBy": 1767268800000,
           *       "committeeBy": 1767268800000,
           *       "endedAt": 1767268800000,
           *       "startsFrom": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "leadsTo": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "terms": {
           *         "threshold": 3,
           *         "quorum": 3,
           *         "kMin": 4,
           *         "release": "members",
           *         "rosterVersion": 1
           *       },
           *       "committee": [
           *         "acme-1"
           *       ],
           *       "cohort": [
           *         "acme-1"
           *       ],
           *       "recipients": [
           *         "acme-1"
           *       ],
           *       "contributions": [
           *         {
           *           "node": "acme-1",
           *           "at": 1767268800000,
           *           "ciphertextBytes": 98304
           *         }
           *       ],
           *       "set": {
           *         "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "nodes": [
           *           "acme-1"
           *         ]
           *       },
           *       "commits": [
           *         {
           *           "node": "acme-1",
           *           "at": 1767268800000
           *         }
           *       ],
           *       "releases": [
           *         {
           *           "node": "acme-1",
           *           "at": 1767268800000
           *         }
           *       ],
           *       "adoptions": [
           *         {
           *           "node": "acme-1",
           *           "at": 1767268800000,
           *           "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "done": false,
           *           "sumWrong": false
           *         }
           *       ],
           *       "refusals": [],
           *       "budget": {
           *         "status": "spent",
           *         "at": 1767268800000,
           *         "event": {
           *           "samplingRate": 1,
           *           "noiseMultiplier": 4.2
           *         }
           *       }
           *     }
           */
          readonly 'application/json': components['schemas']['Round'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getBudget: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "scope": "purpose",
           *           "purpose": "campaigns",
           *           "period": "",
           *           "setBy": "Repurchase 2026",
           *           "limit": 1,
           *           "delta": 0.00001,
           *           "spent": 0.31,
           *           "reserved": 0.02,
           *           "left": 0.67,
           *           "accountant": "pld",
           *           "unit": "person",
           *           "adjacency": "add-or-remove-one",
           *           "samplingRates": [
           *             1
           *           ],
           *           "nodesPerPerson": 1,
           *           "colluding": 1
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['BudgetPosition'][];
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getBudgetEntries: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "round": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "status": "spent",
           *           "at": 1767268800000,
           *           "event": {
           *             "samplingRate": 1,
           *             "noiseMultiplier": 4.2
           *           }
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['BudgetEntry'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerHead: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "size": 1204,
           *       "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "coordinatorFingerprint": "7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b"
           *     }
           */
          readonly 'application/json': components['schemas']['LedgerHead'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerHeads: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "size": 1204,
           *           "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "at": 1767268800000,
           *           "envelope": "AAEC...",
           *           "countersignatures": [
           *             {
           *               "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *               "envelope": "AAEC..."
           *             }
           *           ]
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['SignedHead'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerHeadsBySize: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly size: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "size": 1204,
           *       "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "at": 1767268800000,
           *       "envelope": "AAEC...",
           *       "countersignatures": [
           *         {
           *           "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *           "envelope": "AAEC..."
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': components['schemas']['SignedHead'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerEntries: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
        /** @description such as round-opened */
        readonly kind?: string;
        /** @description id or name */
        readonly study?: string;
        readonly member?: string;
        readonly actor?: string;
        readonly subject?: string;
        /** @description day or time, ISO 8601, inside */
        readonly from?: string;
        /** @description day, inside, or time, outside */
        readonly to?: string;
        /** @description oldest or newest first */
        readonly order?: 'asc' | 'desc';
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "position": 1203,
           *           "at": 1767268800000,
           *           "kind": "records-read",
           *           "actor": "account:1f0c2a9be4d87735",
           *           "subject": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "study": null,
           *           "member": null,
           *           "archived": false
           *         }
           *       ],
           *       "next": "MTIwMw"
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['LedgerEntry'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerEntriesByPosition: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly position: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "position": 1203,
           *       "at": 1767268800000,
           *       "kind": "records-read",
           *       "actor": "account:1f0c2a9be4d87735",
           *       "subject": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "study": null,
           *       "member": null,
           *       "archive": null,
           *       "payload": {
           *         "role": "auditor",
           *         "member": null,
           *         "route": "GET /v1/admin/studies",
           *         "query": {},
           *         "reason": "yearly audit"
           *       },
           *       "proof": {
           *         "leaf": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "entry": "AAEC...",
           *         "payloadHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "payloadText": "{\"role\":\"auditor\"}",
           *         "size": 1204,
           *         "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "head": "AAEC...",
           *         "federation": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "coordinatorKey": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "path": [
           *           "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *         ]
           *       }
           *     }
           */
          readonly 'application/json': components['schemas']['ProvenLedgerEntry'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerExport: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/x-ndjson': string;
        };
      };
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getErasures: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
        /** @description true: only those with a study that is not answered */
        readonly open?: 'true' | 'false';
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "certificate": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "node": "acme-1",
           *           "member": "Acme Stores",
           *           "requestedOn": "2026-03-02",
           *           "dueOn": "2026-04-01",
           *           "erasedOn": "2026-03-04",
           *           "erasedInTime": true,
           *           "daysLeft": null,
           *           "entry": 1203,
           *           "toldAt": 1767268800000,
           *           "studies": [
           *             {
           *               "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *               "name": "first-study",
           *               "status": "finished",
           *               "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *               "purpose": "Keep customers who are about to leave",
           *               "computation": "logistic-regression",
           *               "model": {
           *                 "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *                 "rounds": 5
           *               },
           *               "privacy": {
           *                 "mode": "pooled",
           *                 "epsilon": 0.8,
           *                 "delta": 0.000001,
           *                 "unit": "person",
           *                 "adjacency": "add-or-remove-one",
           *                 "sampling": {
           *                   "kind": "all"
           *                 },
           *                 "nodesPerPerson": 1,
           *                 "colluding": 1,
           *                 "accountant": "pld"
           *               },
           *               "proposed": "privacy-argument",
           *               "answer": {
           *                 "answer": "privacy-argument",
           *                 "successor": null,
           *                 "reason": "epsilon 0.8 is below the bound of our impact assessment",
           *                 "by": "account:1f0c2a9be4d87735",
           *                 "at": 1767268800000,
           *                 "entry": 1210
           *               }
           *             }
           *           ]
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Erasure'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getErasuresByCertificate: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly certificate: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "certificate": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "node": "acme-1",
           *       "member": "Acme Stores",
           *       "requestedOn": "2026-03-02",
           *       "dueOn": "2026-04-01",
           *       "erasedOn": "2026-03-04",
           *       "erasedInTime": true,
           *       "daysLeft": null,
           *       "entry": 1203,
           *       "toldAt": 1767268800000,
           *       "studies": [
           *         {
           *           "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "name": "first-study",
           *           "status": "finished",
           *           "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "purpose": "Keep customers who are about to leave",
           *           "computation": "logistic-regression",
           *           "model": {
           *             "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *             "rounds": 5
           *           },
           *           "privacy": {
           *             "mode": "pooled",
           *             "epsilon": 0.8,
           *             "delta": 0.000001,
           *             "unit": "person",
           *             "adjacency": "add-or-remove-one",
           *             "sampling": {
           *               "kind": "all"
           *             },
           *             "nodesPerPerson": 1,
           *             "colluding": 1,
           *             "accountant": "pld"
           *           },
           *           "proposed": "privacy-argument",
           *           "answer": {
           *             "answer": "privacy-argument",
           *             "successor": null,
           *             "reason": "epsilon 0.8 is below the bound of our impact assessment",
           *             "by": "account:1f0c2a9be4d87735",
           *             "at": 1767268800000,
           *             "entry": 1210
           *           }
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': components['schemas']['Erasure'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postErasuresByCertificateAnswers: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly certificate: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "study": "first-study",
         *       "answer": "privacy-argument",
         *       "reason": "epsilon 0.8 is below the bound of our impact assessment"
         *     }
         */
        readonly 'application/json': components['schemas']['ErasureAnswer'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "certificate": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "node": "acme-1",
           *       "member": "Acme Stores",
           *       "requestedOn": "2026-03-02",
           *       "dueOn": "2026-04-01",
           *       "erasedOn": "2026-03-04",
           *       "erasedInTime": true,
           *       "daysLeft": null,
           *       "entry": 1203,
           *       "toldAt": 1767268800000,
           *       "studies": [
           *         {
           *           "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "name": "first-study",
           *           "status": "finished",
           *           "agreement": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "purpose": "Keep customers who are about to leave",
           *           "computation": "logistic-regression",
           *           "model": {
           *             "state": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *             "rounds": 5
           *           },
           *           "privacy": {
           *             "mode": "pooled",
           *             "epsilon": 0.8,
           *             "delta": 0.000001,
           *             "unit": "person",
           *             "adjacency": "add-or-remove-one",
           *             "sampling": {
           *               "kind": "all"
           *             },
           *             "nodesPerPerson": 1,
           *             "colluding": 1,
           *             "accountant": "pld"
           *           },
           *           "proposed": "privacy-argument",
           *           "answer": {
           *             "answer": "privacy-argument",
           *             "successor": null,
           *             "reason": "epsilon 0.8 is below the bound of our impact assessment",
           *             "by": "account:1f0c2a9be4d87735",
           *             "at": 1767268800000,
           *             "entry": 1210
           *           }
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': components['schemas']['Erasure'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.erasure-answered.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.erasure-answer-refused.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerArchives: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "from": 0,
           *           "to": 1204,
           *           "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "bytes": 1482240,
           *           "entry": 2310,
           *           "at": 1767268800000
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['LedgerArchive'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postLedgerArchives: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "from": 0,
         *       "to": 1204,
         *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
         *     }
         */
        readonly 'application/json': {
          /** @description `from` of its first line, or 0 */
          readonly from: number;
          /** @description size of the signed head in its last line */
          readonly to: number;
          /** @description of the bytes as they were fetched */
          readonly sha256: string;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "from": 0,
           *       "to": 1204,
           *       "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "bytes": 1482240,
           *       "entry": 2310,
           *       "at": 1767268800000
           *     }
           */
          readonly 'application/json': components['schemas']['LedgerArchive'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 409: components['responses']['409.archive-differs.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getLedgerArchivesNext: {
    readonly parameters: {
      readonly query?: {
        /** @description day or time, ISO 8601: entries from then on stay */
        readonly before?: string;
        /** @description how many of the newest entries stay at least */
        readonly keep?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/x-ndjson': string;
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 409: components['responses']['409.nothing-to-archive'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getMembers: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "member": "Acme Stores",
           *           "nodes": [
           *             "acme-1"
           *           ],
           *           "regions": [
           *             "eu"
           *           ],
           *           "inRoster": true
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Member'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getNodes: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
        readonly member?: string;
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *           "name": "acme-1",
           *           "member": "Acme Stores",
           *           "region": "eu",
           *           "role": "contributor",
           *           "fingerprint": "7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b",
           *           "inRoster": true,
           *           "lastSeen": 1767268800000
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['EnrolledNode'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getNodesByNode: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly node: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *       "name": "acme-1",
           *       "member": "Acme Stores",
           *       "region": "eu",
           *       "role": "contributor",
           *       "fingerprint": "7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b",
           *       "inRoster": true,
           *       "lastSeen": 1767268800000
           *     }
           */
          readonly 'application/json': components['schemas']['EnrolledNode'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getRosters: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "roster": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "version": 1,
           *           "closedAt": 1767268800000,
           *           "state": "in-force",
           *           "inForce": true,
           *           "inForceEntry": 14,
           *           "nodes": [
           *             {
           *               "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *               "name": "acme-1",
           *               "member": "Acme Stores",
           *               "region": "eu",
           *               "role": "contributor"
           *             }
           *           ],
           *           "consents": [
           *             {
           *               "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *               "at": 1767268800000,
           *               "envelope": "AAEC..."
           *             }
           *           ],
           *           "reason": "its disk was stolen",
           *           "changes": [
           *             "node \"acme-1\" of \"Acme Stores\" is suspended: it is seated in no round"
           *           ],
           *           "members": [
           *             {
           *               "member": "Acme Stores",
           *               "administrators": [
           *                 {
           *                   "name": "acme-1",
           *                   "fingerprint": "7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b"
           *                 }
           *               ]
           *             }
           *           ],
           *           "suspended": [
           *             "acme-1"
           *           ],
           *           "votesNeeded": 3,
           *           "votes": [
           *             {
           *               "member": "Acme Stores",
           *               "decision": "approve",
           *               "reason": "yes",
           *               "at": 1767268800000
           *             }
           *           ]
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Roster'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postRosters: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "suspend": [
         *         "acme-1"
         *       ],
         *       "reason": "its disk was stolen"
         *     }
         */
        readonly 'application/json': components['schemas']['RosterChange'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "roster": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "version": 4,
           *       "nodes": 5
           *     }
           */
          readonly 'application/json': components['schemas']['ProposedRoster'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.study-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used.roster-refused.too-many-nodes'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getRostersByVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "roster": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "version": 1,
           *       "closedAt": 1767268800000,
           *       "state": "in-force",
           *       "inForce": true,
           *       "inForceEntry": 14,
           *       "nodes": [
           *         {
           *           "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *           "name": "acme-1",
           *           "member": "Acme Stores",
           *           "region": "eu",
           *           "role": "contributor"
           *         }
           *       ],
           *       "consents": [
           *         {
           *           "node": "4c7d659a2feaa0c55ad015a3bf4f1b2b",
           *           "at": 1767268800000,
           *           "envelope": "AAEC..."
           *         }
           *       ],
           *       "reason": "its disk was stolen",
           *       "changes": [
           *         "node \"acme-1\" of \"Acme Stores\" is suspended: it is seated in no round"
           *       ],
           *       "members": [
           *         {
           *           "member": "Acme Stores",
           *           "administrators": [
           *             {
           *               "name": "acme-1",
           *               "fingerprint": "7c1d-52aa-90be-4411-08f3-c5d2-77e1-6a0b"
           *             }
           *           ]
           *         }
           *       ],
           *       "suspended": [
           *         "acme-1"
           *       ],
           *       "votesNeeded": 3,
           *       "votes": [
           *         {
           *           "member": "Acme Stores",
           *           "decision": "approve",
           *           "reason": "yes",
           *           "at": 1767268800000
           *         }
           *       ]
           *     }
           */
          readonly 'application/json': components['schemas']['Roster'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getEvidence: {
    readonly parameters: {
      readonly query?: {
        /** @description id or name; give this, or member, or from and to */
        readonly study?: string;
        readonly member?: string;
        /** @description first day of the period, UTC */
        readonly from?: string;
        /** @description last day of the period, UTC */
        readonly to?: string;
        /** @description html: one page that needs no other file */
        readonly format?: 'json' | 'html';
        /** @description of the page */
        readonly language?: 'en' | 'zh-CN';
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "format": "chorale-evidence/1",
           *       "scope": {
           *         "kind": "period",
           *         "from": "2026-01-01",
           *         "to": "2026-03-31"
           *       },
           *       "madeAt": 1767268800000,
           *       "federation": {
           *         "id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "name": "retail",
           *         "coordinatorKey": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *       },
           *       "ledger": {
           *         "size": 1204,
           *         "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *       },
           *       "evidence": {
           *         "totals": {
           *           "activities": {
           *             "value": 0,
           *             "unit": "agreements",
           *             "proof": []
           *           },
           *           "studies": {
           *             "value": 0,
           *             "unit": "studies",
           *             "proof": []
           *           },
           *           "rounds": {
           *             "value": 0,
           *             "unit": "rounds",
           *             "proof": []
           *           },
           *           "models": {
           *             "value": 0,
           *             "unit": "models",
           *             "proof": []
           *           },
           *           "openIncidents": {
           *             "value": 1,
           *             "unit": "incidents",
           *             "proof": [
           *               1203
           *             ]
           *           },
           *           "erasures": {
           *             "value": 0,
           *             "unit": "persons",
           *             "proof": []
           *           },
           *           "lateErasures": {
           *             "value": 0,
           *             "unit": "persons",
           *             "proof": []
           *           },
           *           "exports": {
           *             "value": 0,
           *             "unit": "entries",
           *             "proof": []
           *           }
           *         },
           *         "activities": [],
           *         "parties": [],
           *         "assessments": [],
           *         "decisions": [],
           *         "studies": [],
           *         "budgets": [],
           *         "models": [],
           *         "overrides": [],
           *         "flows": [],
           *         "incidents": [
           *           {
           *             "incident": "5be0cd19137e2179",
           *             "title": "A node sent the same contribution twice",
           *             "severity": "medium",
           *             "study": null,
           *             "member": "Acme Stores",
           *             "openedAt": 1767268800000,
           *             "closedAt": null,
           *             "resolution": null,
           *             "proof": [
           *               1203
           *             ]
           *           }
           *         ],
           *         "exclusions": [],
           *         "erasures": [],
           *         "leftOut": [],
           *         "exports": [],
           *         "unread": []
           *       },
           *       "records": [
           *         {
           *           "entry": 1203,
           *           "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "kind": "incident-opened",
           *           "at": 1767268800000
           *         }
           *       ],
           *       "declared": {
           *         "by": "coordinator",
           *         "program": {
           *           "name": "chorale-coordinator",
           *           "version": "0.1.0",
           *           "node": "24.21.0",
           *           "openssl": "3.5.4"
           *         },
           *         "cryptography": [
           *           {
           *             "name": "SHA-256",
           *             "use": "the Merkle tree and chain of the ledger",
           *             "parameters": "RFC 9162 leaf and node prefixes",
           *             "library": "node",
           *             "version": "24.21.0",
           *             "standard": "FIPS 180-4; RFC 9162"
           *           }
           *         ],
           *         "cards": [],
           *         "sbom": {
           *           "bomFormat": "CycloneDX",
           *           "specVersion": "1.6",
           *           "components": []
           *         }
           *       }
           *     }
           */
          readonly 'application/json': components['schemas']['EvidencePack'];
          readonly 'text/html': string;
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getIncidents: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "incident": "5be0cd19137e2179",
           *           "title": "A node sent the same contribution twice",
           *           "description": "Seen in the log of 3 March; no sum was opened.",
           *           "severity": "medium",
           *           "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "member": "Acme Stores",
           *           "openedAt": 1767268800000,
           *           "openedBy": "account:1f0c2a9be4d87735",
           *           "closedAt": null,
           *           "closedBy": null,
           *           "resolution": null
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Incident'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postIncidents: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "title": "A node sent the same contribution twice",
         *       "description": "Seen in the log of 3 March; no sum was opened.",
         *       "severity": "medium"
         *     }
         */
        readonly 'application/json': components['schemas']['NewIncident'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "incident": "5be0cd19137e2179",
           *       "title": "A node sent the same contribution twice",
           *       "description": "Seen in the log of 3 March; no sum was opened.",
           *       "severity": "medium",
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "member": "Acme Stores",
           *       "openedAt": 1767268800000,
           *       "openedBy": "account:1f0c2a9be4d87735",
           *       "closedAt": null,
           *       "closedBy": null,
           *       "resolution": null
           *     }
           */
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getIncidentsByIncident: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly incident: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "incident": "5be0cd19137e2179",
           *       "title": "A node sent the same contribution twice",
           *       "description": "Seen in the log of 3 March; no sum was opened.",
           *       "severity": "medium",
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "member": "Acme Stores",
           *       "openedAt": 1767268800000,
           *       "openedBy": "account:1f0c2a9be4d87735",
           *       "closedAt": null,
           *       "closedBy": null,
           *       "resolution": null
           *     }
           */
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postIncidentsByIncidentClose: {
    readonly parameters: {
      readonly query?: never;
      readonly header: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
        /** @description etag of what is changed, as it was read */
        readonly 'if-match': components['parameters']['IfMatch'];
      };
      readonly path: {
        readonly incident: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "resolution": "the node was set up anew"
         *     }
         */
        readonly 'application/json': {
          readonly resolution: string;
        };
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "incident": "5be0cd19137e2179",
           *       "title": "A node sent the same contribution twice",
           *       "description": "Seen in the log of 3 March; no sum was opened.",
           *       "severity": "medium",
           *       "study": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "member": "Acme Stores",
           *       "openedAt": 1767268800000,
           *       "openedBy": "account:1f0c2a9be4d87735",
           *       "closedAt": 1767268800000,
           *       "closedBy": "account:1f0c2a9be4d87735",
           *       "resolution": "the node was set up anew"
           *     }
           */
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running.incident-closed'];
      readonly 412: components['responses']['412.version-outdated'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 428: components['responses']['428.version-missing'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getWebhooks: {
    readonly parameters: {
      readonly query?: {
        /** @description `next` of the page before; left out: from the start */
        readonly cursor?: components['parameters']['Cursor'];
        /** @description items of a page, at most */
        readonly limit?: components['parameters']['Limit'];
      };
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "items": [
           *         {
           *           "webhook": "0d1e2f3a4b5c6d7e",
           *           "url": "https://siem.example.org/chorale",
           *           "kinds": [
           *             "signed-in",
           *             "records-exported"
           *           ],
           *           "createdAt": 1767268800000,
           *           "createdBy": "account:1f0c2a9be4d87735",
           *           "nextPosition": 1204,
           *           "failures": 0,
           *           "problem": "",
           *           "suspendedAt": null
           *         }
           *       ],
           *       "next": null
           *     }
           */
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Webhook'][];
            /** @description cursor of the page after; null on the last one */
            readonly next: string | null;
          };
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postWebhooks: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "url": "https://siem.example.org/chorale",
         *       "kinds": [
         *         "signed-in",
         *         "records-exported"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['NewWebhook'];
      };
    };
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "webhook": "0d1e2f3a4b5c6d7e",
           *       "url": "https://siem.example.org/chorale",
           *       "kinds": [
           *         "signed-in",
           *         "records-exported"
           *       ],
           *       "createdAt": 1767268800000,
           *       "createdBy": "account:1f0c2a9be4d87735",
           *       "nextPosition": 1204,
           *       "failures": 0,
           *       "problem": "",
           *       "suspendedAt": null,
           *       "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
           *     }
           */
          readonly 'application/json': components['schemas']['IssuedWebhook'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used.webhook-refused'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getWebhooksByWebhook: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description etag of the answer that is known already */
        readonly 'if-none-match'?: components['parameters']['IfNoneMatch'];
      };
      readonly path: {
        readonly webhook: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly etag?: string;
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "webhook": "0d1e2f3a4b5c6d7e",
           *       "url": "https://siem.example.org/chorale",
           *       "kinds": [
           *         "signed-in",
           *         "records-exported"
           *       ],
           *       "createdAt": 1767268800000,
           *       "createdBy": "account:1f0c2a9be4d87735",
           *       "nextPosition": 1204,
           *       "failures": 0,
           *       "problem": "",
           *       "suspendedAt": null
           *     }
           */
          readonly 'application/json': components['schemas']['Webhook'];
        };
      };
      readonly 304: components['responses']['NotModified'];
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly deleteWebhooksByWebhook: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly webhook: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 413: components['responses']['413.too-large'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly postWebhooksByWebhookResume: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 8 to 200 characters; the same request is carried out once in a day */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        /** @description csrfToken of the session, where a cookie carries it */
        readonly 'chorale-csrf'?: components['parameters']['CsrfToken'];
      };
      readonly path: {
        readonly webhook: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "webhook": "0d1e2f3a4b5c6d7e",
           *       "url": "https://siem.example.org/chorale",
           *       "kinds": [
           *         "signed-in",
           *         "records-exported"
           *       ],
           *       "createdAt": 1767268800000,
           *       "createdBy": "account:1f0c2a9be4d87735",
           *       "nextPosition": 1204,
           *       "failures": 0,
           *       "problem": "",
           *       "suspendedAt": null
           *     }
           */
          readonly 'application/json': components['schemas']['Webhook'];
        };
      };
      readonly 400: components['responses']['400.malformed'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.csrf-refused.role-forbidden'];
      readonly 404: components['responses']['404.not-found'];
      readonly 409: components['responses']['409.idempotency-answer-lost.idempotency-running'];
      readonly 413: components['responses']['413.too-large'];
      readonly 422: components['responses']['422.idempotency-key-used'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
  readonly getEvents: {
    readonly parameters: {
      readonly query?: {
        /** @description position; like the header last-event-id. Left out: from now on */
        readonly after?: number;
      };
      readonly header?: {
        /** @description why an officer reads this, 3 to 400 characters, percent-encoded; for the ledger */
        readonly 'chorale-reason'?: components['parameters']['Reason'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description done */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly 400: components['responses']['400.malformed.reason-missing'];
      readonly 401: components['responses']['401.admin-only'];
      readonly 403: components['responses']['403.role-forbidden'];
      readonly 429: components['responses']['429.too-many-requests'];
      readonly 500: components['responses']['500.internal'];
    };
  };
}
