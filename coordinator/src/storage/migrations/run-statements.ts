import type { QueryRunner } from 'typeorm';

/** Runs SQL that both databases understand; `BYTES` stands for the binary type of the one at hand. */
export async function runStatements(runner: QueryRunner, sql: string): Promise<void> {
  const binary = runner.dataSource.options.type === 'postgres' ? 'bytea' : 'blob';
  const statements = sql.replaceAll(/\bBYTES\b/g, binary).split(/;\s*(?:\n|$)/);
  for (const statement of statements.map((part) => part.trim()).filter((part) => part !== ''))
    await runner.query(statement);
}
