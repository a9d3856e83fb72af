// What stands in the way of good data, and how bad it is: for the owner's screen only.
import type { Dictionary, People } from '@chorale/models';
import type { DataQuality, Finding, FindingCode, QualityReport } from '../../reports/quality-report-data.js';
import type { DataReport, FeatureReport, TableReport } from '../data-report.js';
import { leakingFeatures } from '../label-leakage.js';

/** Shares from which on a finding is worth a line. */
const NOTICEABLE = 0.02;
/** A stability index beyond which much has moved. */
const DRIFTED = 0.25;
/** Fewer rows in a category describe individuals, and noise drowns what they say. */
const FEWEST_IN_BIN = 5;

export function qualityReport(
  quality: DataQuality,
  floor: number,
  { report, people }: { readonly report: DataReport; readonly people: People },
  dictionary: Dictionary,
  drift: ReadonlyMap<string, number | null>,
): QualityReport {
  const findings = [
    ...(report.used === 0 ? [{ code: 'empty' as const, place: report.source }] : []),
    ...report.tables.flatMap(tableFindings),
    ...report.features.flatMap((feature) => featureFindings(feature, report.rows, dictionary)),
    ...leaks(people, dictionary).map((place): Finding => ({ code: 'leak', place })),
    ...[...drift].flatMap(([place, index]): Finding[] =>
      index !== null && index > DRIFTED ? [{ code: 'drift', place, amount: index }] : [],
    ),
  ];
  return {
    ...quality,
    floor,
    takesPart: quality.score >= floor,
    persons: report.used,
    rows: report.rows,
    drift: Object.fromEntries(drift),
    findings,
    warnings: report.warnings,
  };
}

function tableFindings({ name, kept, untimed, columns, duplicates }: TableReport): Finding[] {
  const often = (code: FindingCode, count: number, column?: string): Finding[] =>
    kept > 0 && count / kept > NOTICEABLE
      ? [{ code, place: name, amount: count / kept, ...(column !== undefined && { column }) }]
      : [];
  return [
    ...often('duplicates', duplicates ?? 0),
    ...often('untimed', untimed ?? 0),
    ...columns.flatMap(({ name: column, missing, invalid }) => [
      ...often('column-missing', missing, column),
      ...often('column-invalid', invalid, column),
    ]),
  ];
}

function featureFindings(feature: FeatureReport, rows: number, dictionary: Dictionary): Finding[] {
  if (rows === 0) return [];
  const { name: place, missing, invalid, clampedToLower, clampedToUpper, unseen, constant } = feature;
  if (missing === rows) return [{ code: 'all-missing', place }];
  const often = (code: FindingCode, count: number): Finding[] =>
    count / rows > NOTICEABLE ? [{ code, place, amount: count / rows }] : [];
  const found = [
    ...(feature.missingIsGap ? often('missing', missing) : []),
    ...often('invalid', invalid),
    ...often('outside', clampedToLower + clampedToUpper),
    ...often('unseen', unseen),
  ];
  if (constant && rows > 1 && found.length === 0) return [{ code: 'constant', place }];
  const small = smallBins(feature, dictionary);
  return small === 0 ? found : [...found, { code: 'small-bins', place, amount: small }];
}

/** Categories that a few rows alone have; of a number the outer bins always thin out. */
function smallBins({ name, histogram }: FeatureReport, { features }: Dictionary): number {
  const isCategory = features.some((feature) => feature.name === name && feature.type === 'category');
  if (!isCategory) return 0;
  return histogram.slice(0, -1).filter((count) => count > 0 && count < FEWEST_IN_BIN).length;
}

function leaks({ columns }: People, dictionary: Dictionary): string[] {
  const { label } = dictionary;
  const values = label && label.type !== 'number' ? columns.get(label.name) : undefined;
  return values ? leakingFeatures(columns, dictionary, values) : [];
}
