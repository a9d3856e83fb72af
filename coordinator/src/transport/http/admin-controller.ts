import { fingerprintOf, nodeRoles, PROTOCOL_VERSION } from '@chorale/crypto';
import { agreementSchema, studySchema, type BudgetPosition } from '@chorale/models/planning';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { House } from '../../house.js';
import { exportLedger } from '../../ledger/export.js';
import { VERSION } from '../../platform/version.js';
import {
  agreementSummary,
  budgetPosition,
  issuedInvite,
  ledgerHeadReport,
  memberReport,
  openedSum,
  startedStudy,
  stoppedStudy,
  statusReport,
  studyReport,
  studySummary,
  suspectsReport,
  type AgreementSummary,
  type IssuedInvite,
  type MemberReport,
  type OpenedSum,
  type StatusReport,
  type StudyReport,
  type StudySummary,
  type SuspectsReport,
} from '../../reports/report-schemas.js';
import { AdminGuard } from './admin-gate.js';
import { HOUSE } from './tokens.js';

const inviteBody = z.strictObject({
  member: z.string().trim().min(1).max(80).describe('legal entity that is asked to join'),
  node: z.string().trim().min(1).max(80).optional().describe('name that its node must take'),
  role: z
    .enum(nodeRoles)
    .default('contributor')
    .describe('contributor: brings rows; committee: only holds key shares, without rows and results'),
});

const stopBody = z.strictObject({
  reason: z.string().trim().min(1).max(400).optional().describe('for the ledger and the nodes'),
});

const searchBody = z.strictObject({
  name: z.string().optional().describe('of the search; left out: the suspected study and "-search"'),
  rounds: z.int().min(1).max(10_000).optional().describe('left out: as the suspected study'),
  epsilon: z.number().positive().optional().describe('left out: as much as the suspected study was given'),
});

/** What an administrator does; the command line speaks to nothing else. */
@Controller('admin/v1')
@UseGuards(AdminGuard)
@ApiTags('administration')
@ApiBearerAuth()
export class AdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Get('status')
  @ApiOperation({ summary: 'How the federation stands' })
  @ApiOkResponse({ standardSchema: statusReport })
  async status(): Promise<StatusReport> {
    const { federation, ledger, database, progress, agreements, publicUrl } = this.house;
    const { size, root } = await database.read((manager) => ledger.head(manager));
    return {
      federation: federation.id,
      federationName: federation.name,
      coordinatorFingerprint: fingerprintOf(federation.key.publicKey),
      version: VERSION,
      protocol: PROTOCOL_VERSION,
      url: publicUrl(),
      members: (await progress.members()).length,
      agreements: await agreements.list(),
      studies: await progress.studies(),
      ledger: { size, root },
    };
  }

  @Post('invites')
  @ApiOperation({ summary: 'Invite a member; the token is shown once' })
  @ApiCreatedResponse({ standardSchema: issuedInvite })
  invite(@Body({ schema: inviteBody }) body: z.infer<typeof inviteBody>): Promise<IssuedInvite> {
    const { member, node, role } = body;
    return this.house.invitations.issue({ member, node, role });
  }

  @Get('members')
  @ApiOperation({ summary: 'Enrolled nodes with their fingerprints' })
  @ApiOkResponse({ standardSchema: z.array(memberReport) })
  members(): Promise<MemberReport[]> {
    return this.house.progress.members();
  }

  @Post('agreements')
  @ApiOperation({ summary: 'Close the roster over all enrolled nodes and propose an agreement to it' })
  @ApiCreatedResponse({ standardSchema: agreementSummary })
  propose(
    @Body({ schema: agreementSchema }) document: z.infer<typeof agreementSchema>,
  ): Promise<AgreementSummary> {
    return this.house.agreements.propose(document);
  }

  @Get('agreements')
  @ApiOperation({ summary: 'Agreements and who signed them' })
  @ApiOkResponse({ standardSchema: z.array(agreementSummary) })
  agreements(): Promise<AgreementSummary[]> {
    return this.house.agreements.list();
  }

  @Post('studies')
  @ApiOperation({ summary: 'Start a study under an active agreement' })
  @ApiCreatedResponse({ standardSchema: startedStudy })
  start(@Body({ schema: studySchema }) document: z.infer<typeof studySchema>): Promise<object> {
    return this.house.studies.start(document);
  }

  @Get('studies')
  @ApiOperation({ summary: 'All studies' })
  @ApiOkResponse({ standardSchema: z.array(studySummary) })
  studies(): Promise<StudySummary[]> {
    return this.house.progress.studies();
  }

  @Get('studies/:study')
  @ApiOperation({ summary: 'Progress of a study, by id or name: rounds, phases, bytes, epsilon' })
  @ApiOkResponse({ standardSchema: studyReport })
  study(@Param('study') study: string): Promise<StudyReport> {
    return this.house.progress.study(study);
  }

  @Post('studies/:study/stop')
  @ApiOperation({ summary: 'Stop a running study for good, by id or name; what it spent stays spent' })
  @ApiCreatedResponse({ standardSchema: stoppedStudy })
  stop(
    @Param('study') study: string,
    @Body({ schema: stopBody }) { reason }: z.infer<typeof stopBody>,
  ): Promise<z.infer<typeof stoppedStudy>> {
    return this.house.studies.stop(study, reason);
  }

  @Get('budget')
  @ApiOperation({ summary: 'Privacy spent, reserved and left: a purpose, all purposes, a lifetime' })
  @ApiOkResponse({ standardSchema: z.array(budgetPosition) })
  budget(): Promise<BudgetPosition[]> {
    return this.house.progress.budget();
  }

  @Post('studies/:study/poison-search')
  @ApiOperation({
    summary: 'Run a study once more over groups drawn anew each round, to find who poisons it',
  })
  @ApiCreatedResponse({ standardSchema: startedStudy })
  searchPoison(
    @Param('study') study: string,
    @Body({ schema: searchBody }) body: z.infer<typeof searchBody>,
  ): Promise<object> {
    return this.house.poisonSearch.start(study, body);
  }

  @Get('studies/:study/suspects')
  @ApiOperation({ summary: 'Nodes of a study over groups, the most suspect first' })
  @ApiOkResponse({ standardSchema: suspectsReport })
  suspects(@Param('study') study: string): Promise<SuspectsReport> {
    return this.house.poisonSearch.suspects(study);
  }

  @Get('studies/:study/sums')
  @ApiOperation({ summary: 'Opened sums, under an agreement with release: coordinator' })
  @ApiOkResponse({ standardSchema: z.array(openedSum) })
  sums(@Param('study') study: string): Promise<OpenedSum[]> {
    return this.house.openings.ofStudy(study);
  }

  @Get('ledger/head')
  @ApiOperation({ summary: 'The newest signed head; keep it elsewhere to notice a ledger that was cut off' })
  @ApiOkResponse({ standardSchema: ledgerHeadReport })
  async head(): Promise<z.infer<typeof ledgerHeadReport>> {
    const { ledger, database, federation } = this.house;
    const { size, root } = await database.read((manager) => ledger.head(manager));
    return { size, root, coordinatorFingerprint: fingerprintOf(federation.key.publicKey) };
  }

  @Get('ledger/export')
  @ApiOperation({ summary: 'The whole ledger, one JSON object a line, for "chorale-ledger verify"' })
  @ApiProduces('application/x-ndjson')
  @Header('content-type', 'application/x-ndjson')
  @HttpCode(200)
  export(): StreamableFile {
    const { database, ledger, federation } = this.house;
    return new StreamableFile(Readable.from(withLineEnds(exportLedger(database, ledger, federation))), {
      type: 'application/x-ndjson',
    });
  }
}

async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
