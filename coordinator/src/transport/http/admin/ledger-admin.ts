// The ledger as people read it.
import { fingerprintOf } from '@chorale/crypto';
import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { House } from '../../../house.js';
import { exportLedger } from '../../../ledger/export.js';
import { ledgerHeadReport } from '../../../reports/report-schemas.js';
import { HOUSE } from '../tokens.js';
import { adminRoute, Serves, type AnswerOf } from './admin-route.js';
import { exampleFingerprint, exampleHash } from './examples.js';

const head = adminRoute({
  method: 'GET',
  path: 'ledger/head',
  tag: 'ledger',
  summary: 'The newest signed head; keep it elsewhere to notice a ledger that was cut off',
  answer: ledgerHeadReport,
  example: {
    answer: { size: 1204, root: exampleHash, coordinatorFingerprint: exampleFingerprint },
  },
});
const exported = adminRoute({
  method: 'GET',
  path: 'ledger/export',
  tag: 'ledger',
  summary: 'The whole ledger, one JSON object a line, for "chorale-ledger verify"',
  streams: 'application/x-ndjson',
  example: {},
});

@Controller()
export class LedgerAdminController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Serves(head)
  async head(): Promise<AnswerOf<typeof head>> {
    const { ledger, database, federation } = this.house;
    const { size, root } = await database.read((manager) => ledger.head(manager));
    return { size, root, coordinatorFingerprint: fingerprintOf(federation.key.publicKey) };
  }

  @Serves(exported)
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
