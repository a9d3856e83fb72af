// chorale-coordinator evidence: a pack of what officers are asked for, each figure with its proof in the ledger.
import { Option, type Command } from 'commander';
import { packPage, packSchema, type EvidencePack } from '@chorale/models/evidence';
import { modelCardSchema, type ModelCard } from '@chorale/models/planning';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-file.js';
import { ConfigurationError } from '../platform/config.js';
import type { AdminClient } from './admin-client.js';
import { isJson } from './federation-commands.js';
import { show, table, type Output } from './output.js';
import { findChromium, printPdf } from './print-pdf.js';
import { readDocument } from './read-document.js';

const languages = ['en', 'zh-CN'] as const;
type Language = (typeof languages)[number];

interface EvidenceOptions {
  readonly study?: string;
  readonly member?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly lang: Language | 'both';
  readonly pdf?: true;
  readonly chromium?: string;
  readonly card: readonly ModelCard[];
}
interface Written {
  readonly file: string;
  readonly holds: string;
}

export function addEvidenceCommand(program: Command, output: Output, client: () => AdminClient): void {
  program
    .command('evidence')
    .description(
      'write the evidence pack of a study, a member or a period: records, assessments, budgets, incidents',
    )
    .option('--study <study>', 'id or name; give this, or --member, or --from and --to')
    .option('--member <member>', 'all that this member takes part in')
    .option('--from <day>', 'first day of a period, UTC, such as 2026-01-01')
    .option('--to <day>', 'last day of the period, inside')
    .requiredOption('--out <folder>', 'where the files go; it is made where it is not there')
    .addOption(
      new Option('--lang <language>', 'of the pages').choices([...languages, 'both']).default('both'),
    )
    .option(
      '--card <file>',
      'a model card that a node wrote as JSON, with measures; it takes the place of our own; repeat it',
      appendCard,
      [],
    )
    .option('--pdf', 'print the pages as well, with a Chromium that is on this machine')
    .option('--chromium <program>', 'with --pdf: Chromium, Chrome or Edge, where it is not found by itself')
    .action(async (options: EvidenceOptions, command: Command) => {
      const { study, member, from, to, out, pdf } = options;
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ study, member, from, to }))
        if (value !== undefined) query.set(name, value);
      const chromium = pdf === true ? findChromium(options.chromium) : undefined;
      const pack = withCards(await client().get(`evidence?${query.toString()}`, packSchema), options.card);
      const chosen = options.lang === 'both' ? languages : [options.lang];
      const written = writePack(pack, out, chosen);
      if (chromium !== undefined)
        for (const language of chosen) {
          const file = join(out, `evidence.${language}.pdf`);
          await printPdf(chromium, join(out, `evidence.${language}.html`), file);
          written.push({ file, holds: `the same for paper, ${language}` });
        }
      const { size, root } = pack.ledger;
      show(output, isJson(command), { files: written.map(({ file }) => file), ledger: pack.ledger }, () =>
        [
          table([['FILE', 'HOLDS'], ...written.map(({ file, holds }) => [file, holds])]),
          '',
          `over ${size} entries of the ledger, head ${size}:${root}`,
          'to prove it: "chorale-coordinator ledger export ledger.jsonl", then on another machine',
          `"chorale-ledger verify ledger.jsonl --pack ${join(out, 'pack.json')}"`,
        ].join('\n'),
      );
    });
}

/** @throws ConfigurationError for what is no model card. */
function appendCard(file: string, earlier: readonly ModelCard[]): readonly ModelCard[] {
  const parsed = modelCardSchema.safeParse(readDocument(file));
  if (parsed.success) return [...earlier, parsed.data];
  throw new ConfigurationError([
    `${file} is no model card; ask a member for what "chorale-node card --study NAME --output card.json" wrote`,
  ]);
}

/** @throws ConfigurationError for the card of a model that is not in the pack. */
function withCards(pack: EvidencePack, given: readonly ModelCard[]): EvidencePack {
  const { models } = pack.evidence;
  const stranger = given.find(({ model }) => !models.some(({ study }) => study === model.study));
  if (stranger)
    throw new ConfigurationError([
      `the pack holds no model of study "${stranger.model.name}": leave its card out, or name another scope`,
    ]);
  const theirs = new Set(given.map(({ model }) => model.study));
  const own = pack.declared.cards.filter(({ model }) => !theirs.has(model.study));
  return { ...pack, declared: { ...pack.declared, cards: [...own, ...given] } };
}

/** Files for their owner alone; the officer hands them on. */
function writePack(pack: EvidencePack, folder: string, chosen: readonly Language[]): Written[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const written: Written[] = [];
  const write = (name: string, text: string, holds: string): void => {
    const file = join(folder, name);
    writeFileAtomically(file, text);
    written.push({ file, holds });
  };
  write('pack.json', `${JSON.stringify(pack, null, 1)}\n`, 'every figure with its ledger entries');
  for (const language of chosen)
    write(`evidence.${language}.html`, packPage(pack, language), `the pack as one page, ${language}`);
  write('sbom.cdx.json', `${JSON.stringify(pack.declared.sbom, null, 1)}\n`, 'components, CycloneDX');
  return written;
}
