import { Injectable } from '@nestjs/common';
import { timeOf } from '../common/ids';
import type { KeptTable } from '../common/kept-tables';
import { Database } from '../database/database';

/** A table of ours on disk. */
export interface TableSize {
  readonly table: string;
  /** With its indexes, what lies beside it (TOAST) and all its partitions; as of the last vacuum or analyze. */
  readonly bytes: number;
  /** PostgreSQL's estimate. */
  readonly rows: number;
}

/** Questions about what is stored, answered from PostgreSQL's catalog. */
@Injectable()
export class StorageStore {
  constructor(private readonly db: Database) {}

  /** Every table of ours, the largest first. Reads no table and waits for no lock: a scrape must not hang on a migration. */
  async sizes(): Promise<readonly TableSize[]> {
    return this.db.read.query(
      `with files as (
         select c.oid as table_id, c.oid as id from pg_class c
         union all select i.indrelid, i.indexrelid from pg_index i
         union all select c.oid, c.reltoastrelid from pg_class c where c.reltoastrelid <> 0
         union all select c.oid, i.indexrelid from pg_class c join pg_index i on i.indrelid = c.reltoastrelid
       )
       select coalesce(parent.relname, c.relname) as table,
         (sum(f.relpages) * current_setting('block_size')::int)::float8 as bytes,
         sum(greatest(c.reltuples, 0)) filter (where f.oid = c.oid)::float8 as rows
       from pg_class c
       join files on files.table_id = c.oid
       join pg_class f on f.oid = files.id
       left join pg_inherits h on h.inhrelid = c.oid
       left join pg_class parent on parent.oid = h.inhparent
       where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
       group by 1 order by 2 desc, 1`,
    );
  }

  /** When the oldest row was written; null when there is none. Table and condition are ours, never from outside. */
  async oldest({ table, byDay, only = 'true' }: Pick<KeptTable, 'table' | 'byDay' | 'only'>): Promise<Date | null> {
    if (byDay === true) {
      const [least] = await this.db.read.query<{ day: string | null }[]>(
        `select min(day)::text as day from ${table} where ${only}`,
      );
      return typeof least?.day === 'string' ? new Date(`${least.day}T00:00:00Z`) : null;
    }
    const rows = await this.db.read.query<{ id: string }[]>(
      `select id from ${table} where ${only} order by id limit 1`,
    );
    return rows[0] === undefined ? null : timeOf(rows[0].id);
  }
}
