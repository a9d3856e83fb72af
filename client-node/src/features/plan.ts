// Before any value is read: every column and expression that the configuration names is looked up and
// typed, and all that is wrong is said at once.
import type { Dictionary, Feature } from '@chorale/models';
import type { ColumnOrSql } from '../config/column-schema.js';
import { findColumn, kindOf, kindWords, missingColumn, type ColumnKind } from '../ingest/columns.js';
import { DataError, type DataProblem } from '../ingest/data-error.js';
import { identifier, QueryError } from '../ingest/database.js';
import type { SourceTable } from '../ingest/source-table.js';
import { mapMistake, type TypedExpression, type ValueMap } from './value-sql.js';
import { unknownFeatures } from './unknown-features.js';

/** Collects typed expressions and problems; `finish` throws if there were any. */
export class Planner {
  /**
   * @param at where in node.yaml the source's columns are named.
   * @param problems shared by the planners of several tables, so that all are said at once.
   */
  constructor(
    readonly source: SourceTable,
    readonly at = 'data',
    private readonly problems: DataProblem[] = [],
  ) {}

  report(problem: DataProblem): void {
    this.problems.push(problem);
  }

  /** A column or expression over rows of `relation`, or undefined after a problem. */
  async expression(
    value: ColumnOrSql,
    usedFor: string,
    relation = `FROM ${identifier(this.source.relation)}`,
  ): Promise<TypedExpression | undefined> {
    return typeof value === 'string'
      ? this.column(value, usedFor)
      : this.typedSql(value.sql, usedFor, (sql) => `SELECT ${sql} AS value ${relation}`);
  }

  column(name: string, usedFor: string): TypedExpression | undefined {
    const column = findColumn(this.source.columns, name);
    if (!column) {
      if (this.source.dropped.some((dropped) => dropped.toLowerCase() === name.toLowerCase())) {
        this.report({
          code: 'column-missing',
          what: `column "${name}" of ${this.source.label} (${usedFor}) is dropped under desensitise`,
          remedy: 'Name another column, or take the rule out where the members agreed to use it',
        });
        return undefined;
      }
      this.report(missingColumn(this.source.label, this.source.columnNames, name, usedFor));
      return undefined;
    }
    return { sql: identifier(column.name), kind: column.kind, from: `column "${column.name}"` };
  }

  /** An expression of the owner's own; `query` sets it into the statement that it will run in. */
  async typedSql(
    sql: string,
    usedFor: string,
    query: (sql: string) => string,
  ): Promise<TypedExpression | undefined> {
    // Columns of an empty table have no types yet, so that expressions over them cannot be checked.
    if (this.source.rows === 0) return { sql: 'NULL', kind: 'text', from: 'the expression' };
    // The line break ends a comment that the expression may close with.
    const inner = `(${sql}\n)`;
    try {
      const [value] = await this.source.database.describe(query(inner));
      return { sql: inner, kind: kindOfExpression(value?.type ?? ''), from: 'the expression' };
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      this.report({
        code: 'expression-invalid',
        what: `the SQL of ${usedFor} does not work: ${error.reason}`,
        remedy: `It is DuckDB SQL over the columns of ${this.source.label}; names with blanks need "double quotes"`,
      });
      return undefined;
    }
  }

  /** Refuses a kind of column that cannot serve. */
  expectKind(
    expression: TypedExpression | undefined,
    kinds: readonly ColumnKind[],
    usedFor: string,
    remedy: string,
  ): TypedExpression | undefined {
    if (expression === undefined || this.source.rows === 0 || kinds.includes(expression.kind))
      return expression;
    this.report({
      code: 'column-type',
      what: `${usedFor}: ${expression.from} of ${this.source.label} holds ${kindWords[expression.kind]}`,
      remedy,
    });
    return undefined;
  }

  /** Whether the value can become the feature, and the map fits it. */
  fits(feature: Feature, expression: TypedExpression | undefined, map: ValueMap | undefined): boolean {
    if (expression === undefined) return false;
    const usedFor = `feature ${feature.name}`;
    const mistake = map && mapMistake(feature, map);
    if (mistake !== undefined) {
      this.report({
        code: 'mapping-incomplete',
        what: `the map of ${usedFor} ${mistake}`,
        remedy: 'Correct the map',
      });
      return false;
    }
    const kinds: ColumnKind[] = ['whole', 'number', 'truth', 'text'];
    if (feature.type === 'category' || map !== undefined) kinds.push('time');
    const remedy =
      expression.kind === 'time'
        ? `Count days instead, for example { sql: "date_diff('day', a_date_column, DATE '2025-01-01')" }`
        : 'Take one value out of it, for example { sql: "a_column[1]" }';
    return this.expectKind(expression, kinds, usedFor, remedy) !== undefined;
  }

  /** The dictionary's features that are to be built; unmapped and unknown names become problems. */
  features<Spec>(
    dictionary: Dictionary,
    mapped: Readonly<Record<string, Spec>>,
    only: readonly string[] | undefined,
  ): { feature: Feature; spec: Spec }[] {
    const known = dictionary.features.map(({ name }) => name);
    for (const problem of unknownFeatures(mapped, known)) this.report(problem);
    const wanted = dictionary.features.filter(({ name }) => only?.includes(name) ?? true);
    return wanted.flatMap((feature) => {
      const spec = mapped[feature.name];
      if (spec !== undefined) return [{ feature, spec }];
      this.report({
        code: 'mapping-incomplete',
        what: `the agreement's feature ${feature.name} (${feature.description ?? feature.type}) is not mapped`,
        remedy: `Add it under data.features, such as ${feature.name}: a_column; where this party has no such data, ${feature.name}: { sql: "NULL" }`,
      });
      return [];
    });
  }

  /** @throws DataError with all problems that were reported. */
  finish(): void {
    if (this.problems.length > 0) throw new DataError(this.problems);
  }
}

function kindOfExpression(type: string): ColumnKind {
  // DuckDB types a bare NULL as "NULL" or INTEGER; both read as an always missing number.
  return type.includes('NULL') ? 'number' : kindOf(type);
}
