import type { DataSource } from 'typeorm';
import { Database } from '../../src/database/database';
import type { Tx } from '../../src/database/tx';

/** A statement as it was asked. */
export interface Asked {
  readonly sql: string;
  readonly parameters: unknown[];
}

/** A database that can tell what was read from it, and how PostgreSQL went about it. */
export class WatchedDatabase extends Database {
  private heard: Asked[] | null = null;

  constructor(private readonly source: DataSource) {
    super(source);
  }

  override get read(): Tx {
    const { heard } = this;
    if (heard === null) return super.read;
    return new Proxy(super.read, {
      get(tx, name) {
        const value: unknown = Reflect.get(tx, name);
        if (name !== 'query') return value;
        return (sql: string, parameters: unknown[] = []) => {
          heard.push({ sql, parameters });
          return tx.query(sql, parameters);
        };
      },
    });
  }

  /** The statements read while `work` is done. */
  async during(work: () => Promise<void>): Promise<readonly Asked[]> {
    const heard: Asked[] = [];
    this.heard = heard;
    try {
      await work();
    } finally {
      this.heard = null;
    }
    return heard;
  }

  async explain({ sql, parameters }: Asked): Promise<readonly string[]> {
    const rows = await this.source.query<{ 'QUERY PLAN': string }[]>(
      `explain (analyze, buffers, costs off, timing off, summary off) ${sql}`,
      parameters,
    );
    return rows.map((row) => row['QUERY PLAN']);
  }
}

/** Pages a statement touched, found in memory or not: the first sum of the plan is that of its root. */
export function buffersOf(plan: readonly string[]): number {
  const line = plan.find((each) => each.trim().startsWith('Buffers:')) ?? '';
  return [...line.matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, [, pages]) => sum + Number(pages), 0);
}
