// What `doctor` says about a party's data: each check names its finding and how to mend it. For the owner's
// screen only.
import { decodeNumber, type Dictionary } from '@chorale/models';
import type { DataConfig } from '../config/data-schema.js';
import { DataError, type DataErrorCode } from '../ingest/data-error.js';
import type { DataReport } from './data-report.js';
import { measureQuality } from './quality/data-quality.js';
import { leakingFeatures } from './label-leakage.js';
import { preparePeople, type PreparedPeople } from './prepare-people.js';
import type { Rights } from '../rights/rights.js';

export interface Check {
  readonly name: string;
  /** False when the node cannot take part like this. */
  readonly ok: boolean;
  /** True when it can, but a look is worth while. */
  readonly warning: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

export interface CheckOptions {
  readonly rights: Rights;
  /** Of the agreement; a node whose configuration knows nothing of consent should look where it speaks of it. */
  readonly legalBasis?: string;
  /** Persons over all nodes that the agreement declares. */
  readonly declaredPeople?: number;
  /** Least data quality that the agreement asks for, of 1; left out: none. */
  readonly qualityFloor?: number;
}

/** Fewer persons than this describe individuals rather than a crowd. */
const smallParty = 50;
/** A share of clamped or unknown values worth a look. */
const noticeableShare = 0.05;

const passed = (name: string, detail: string): Check => ({ name, ok: true, warning: false, detail });
const warned = (name: string, detail: string, remedy: string): Check => ({
  name,
  ok: true,
  warning: true,
  detail,
  remedy,
});

const checkNames: Record<DataErrorCode, string> = {
  'source-unreadable': 'data source',
  'source-unreachable': 'data source',
  'environment-missing': 'data source',
  'column-missing': 'columns',
  'column-type': 'column types',
  'value-invalid': 'values',
  'person-repeated': 'persons',
  'expression-invalid': 'expressions',
  'mapping-incomplete': 'mapping',
  'desensitisation-missing': 'desensitisation',
  'output-unwritable': 'output',
};

/** Runs the whole road from rows to features, and holds the result against what commonly goes wrong. */
export async function checkData(
  data: DataConfig,
  dictionary: Dictionary,
  { rights, legalBasis, declaredPeople, qualityFloor = 0 }: CheckOptions,
): Promise<Check[]> {
  let prepared: PreparedPeople;
  try {
    prepared = await preparePeople(data, dictionary, { purpose: 'training', rights });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.problems.map(({ code, what, remedy }) => ({
      name: checkNames[code],
      ok: false,
      warning: false,
      detail: what,
      remedy,
    }));
  }
  const { report } = prepared;
  return [
    ...report.tables.map(({ source, name, role, rows }) =>
      passed('data source', `${role === undefined ? '' : `${name} (${role}), `}${source}: ${rows} rows`),
    ),
    passed('columns', `${report.features.length} features mapped, types fit`),
    rowsCheck(report),
    personsCheck(report, declaredPeople),
    ...report.warnings.map((warning) => warned('data', warning, 'See the data part of node.yaml')),
    ...featureChecks(report),
    ...labelChecks(prepared, dictionary),
    ...optOutCheck(data, report),
    ...consentCheck(data, report, legalBasis),
    ...qualityCheck(data, report, qualityFloor),
  ];
}

/** Over all features of the dictionary; a round measures those of its study, and stays out where they are below. */
function qualityCheck(data: DataConfig, report: DataReport, floor: number): Check[] {
  const { score } = measureQuality(report, data);
  if (score >= floor) return [];
  return [
    warned(
      'data quality',
      `${score.toFixed(3)} over all features, below the ${floor} that the agreement asks for (qualityFloor): this node would stay out of a study of them`,
      'Mend what the lines above name, or have the words that are missing added to the dictionary; "chorale-node quality" shows how the score comes about',
    ),
  ];
}

function rowsCheck({ lines, withoutLabel }: DataReport): Check {
  const lost = [
    [lines.filteredOut, 'left out by filter'],
    [lines.withoutPerson, 'without a person id'],
    [lines.withoutTime, 'without a readable time'],
    [lines.repeated, 'repeating a person'],
    [withoutLabel, 'without a label'],
  ] as const;
  const told = lost.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`);
  const detail = told.length === 0 ? 'every row is used' : told.join(', ');
  const unexpected =
    lines.rows - lines.filteredOut > 0 && lines.withoutTime > (lines.rows - lines.filteredOut) / 10;
  return unexpected
    ? warned(
        'rows',
        detail,
        'More than a tenth of the rows have no readable time; look at `time` and `timeFormat`',
      )
    : passed('rows', detail);
}

function personsCheck({ persons, used, excluded, heldOut }: DataReport, declared: number | undefined): Check {
  const kept = heldOut > 0 ? `, ${heldOut} held out to measure with` : '';
  const detail = `${used} persons to train on (${persons} in the data, ${excluded} excluded${kept})`;
  if (used === 0)
    return {
      name: 'persons',
      ok: false,
      warning: false,
      detail: `no persons: ${detail}`,
      remedy:
        'Is it the right file, and does it hold more than a header? Else look at `snapshot`, which takes only rows from before it, and at ' +
        '`filter`, `exclude` and `consent`. A node that starts like this takes part with nothing',
    };
  if (declared !== undefined && used + heldOut > declared)
    return warned(
      'persons',
      `${detail}; the agreement declares ${declared} over all nodes`,
      'Averages divide by the declared number: amend the agreement, or check that rows are not taken for persons',
    );
  if (used < smallParty)
    return warned(
      'persons',
      detail,
      'A small party gains much and risks more: noise protects it, so do not join a study of mode none',
    );
  return passed('persons', detail);
}

function featureChecks({ features, rows }: DataReport): Check[] {
  const checks = features.flatMap((feature): Check[] => {
    const share = (count: number): string =>
      `${count} of ${rows} values (${((100 * count) / rows).toFixed(1)} %)`;
    const often = (count: number): boolean => count > noticeableShare * rows;
    const name = `feature ${feature.name}`;
    const found: Check[] = [];
    if (rows > 0 && feature.missing === rows)
      return [
        warned(
          name,
          `${feature.from}: every value is missing`,
          'Is it the right column? A feature that this party cannot fill may stay so',
        ),
      ];
    if (often(feature.missing))
      found.push(
        warned(
          name,
          `${share(feature.missing)} are missing`,
          'The stand-in of the dictionary takes their place; say `missing:` there if it should be another',
        ),
      );
    if (feature.invalid > 0)
      found.push(
        warned(
          name,
          `${share(feature.invalid)} are no usable values and count as missing`,
          'Mend them at the source',
        ),
      );
    const clamped = feature.clampedToLower + feature.clampedToUpper;
    if (often(clamped))
      found.push(
        warned(
          name,
          `${share(clamped)} lie outside the bounds and are clamped`,
          'Check the unit; if it is right, propose wider bounds to the members',
        ),
      );
    if (often(feature.unseen))
      found.push(
        warned(
          name,
          `${share(feature.unseen)} are not among the categories and become "other"`,
          'Map them: { column: ..., map: { "your word": "word of the dictionary" } }',
        ),
      );
    // A constant that has a cause above needs no second warning.
    if (feature.constant && rows > 1 && found.length === 0)
      found.push(
        warned(
          name,
          `${feature.from} has one value for everybody`,
          'It tells nothing here; check the mapping and the bounds of the dictionary',
        ),
      );
    return found;
  });
  return checks.length > 0
    ? checks
    : [passed('values', 'within the bounds and categories of the dictionary')];
}

function labelChecks({ people, report }: PreparedPeople, dictionary: Dictionary): Check[] {
  if (!dictionary.label || report.rows === 0) return [];
  if (dictionary.label.type === 'number') return [numberLabelCheck(people, dictionary.label)];
  if (report.positives === undefined) return [];
  const label = people.columns.get(dictionary.label.name);
  if (!label || report.positives === 0 || report.positives === report.rows) return [];
  const share = ((100 * report.positives) / report.rows).toFixed(1);
  const leakChecks = leakingFeatures(people.columns, dictionary, label).map((name) =>
    warned(
      'label leakage',
      `${name} alone tells the label almost perfectly`,
      'Leave it out if it is known only after the answer (the length of a sales call, a cancellation date)',
    ),
  );
  return [passed('label', `${report.positives} of ${report.rows} rows are 1 (${share} %)`), ...leakChecks];
}

function numberLabelCheck(
  { columns }: PreparedPeople['people'],
  label: Extract<Dictionary['label'], { type: 'number' }>,
): Check {
  const values = columns.get(label.name)!.toSorted();
  const quantile = (share: number): string =>
    String(Number(decodeNumber(label, values[Math.floor(share * (values.length - 1))]!).toPrecision(4)));
  const detail = `${values.length} rows, median ${quantile(0.5)} ${label.unit ?? ''}`.trim();
  return values[0] === values.at(-1)
    ? warned(
        'label',
        `every row has the label ${quantile(0)}`,
        'Check `data.label` and the bounds of the dictionary',
      )
    : passed('label', `${detail}, from ${quantile(0)} to ${quantile(1)}`);
}

function optOutCheck({ marketingOptOut }: DataConfig, { optedOut }: DataReport): Check[] {
  return marketingOptOut === undefined
    ? [
        warned(
          'marketing opt-outs',
          'not configured: scored lists hold everybody',
          'Add `marketingOptOut: { column: ... }` or `{ file: ... }` under data if people can object',
        ),
      ]
    : [passed('marketing opt-outs', `${optedOut} persons stay out of scored lists`)];
}

/** Words of a legal basis that is a person's consent. */
const consentWords = /6\s*\(1\)\s*\(?a\b|9\s*\(2\)\s*\(?a\b|\bconsent|同意/i;

function consentCheck({ consent }: DataConfig, { leftOut, used }: DataReport, legalBasis = ''): Check[] {
  const { withoutConsent } = leftOut;
  if (withoutConsent !== null) {
    const detail = `${withoutConsent} persons stay out for want of consent to this purpose`;
    return used === 0 && withoutConsent > 0
      ? [
          warned(
            'consent',
            detail,
            'Nobody is left: check where `data.consent` looks, and which values mean yes',
          ),
        ]
      : [passed('consent', detail)];
  }
  if (!consentWords.test(legalBasis)) return [];
  return [
    warned(
      'consent',
      `the agreement rests on "${legalBasis}", and ${consent ? 'data.consent says other-basis' : 'data.consent is not configured: everybody is used'}`,
      'Say under `data.consent.purposes` where the consent to its purpose stands',
    ),
  ];
}
