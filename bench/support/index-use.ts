import type { Client } from 'pg';

/** An index nothing used. */
export interface UnusedIndex {
  readonly name: string;
  readonly table: string;
  readonly mb: number;
}

/** A large table that was read whole. */
export interface ScannedTable {
  readonly table: string;
  readonly scans: number;
  readonly rowsRead: number;
  readonly indexScans: number;
}

/** Begins to count anew. */
export async function resetUse(client: Client): Promise<void> {
  await client.query('select pg_stat_reset()');
}

/** Indexes of our tables that no statement used since the reset; those that keep values unique have their use anyway. */
export async function unusedIndexes(client: Client): Promise<readonly UnusedIndex[]> {
  const { rows } = await client.query<UnusedIndex>(
    `select s.indexrelname as name, s.relname as table, round(pg_relation_size(s.indexrelid) / 1048576.0)::int as mb
     from pg_stat_user_indexes s join pg_index i on i.indexrelid = s.indexrelid
     where s.schemaname = 'public' and s.idx_scan = 0 and not i.indisunique
     order by pg_relation_size(s.indexrelid) desc`,
  );
  return rows;
}

/** Tables of `atLeast` rows or more that were read whole since the reset, with the rows that cost. */
export async function scannedTables(client: Client, atLeast: number): Promise<readonly ScannedTable[]> {
  const { rows } = await client.query<ScannedTable>(
    `select s.relname as table, s.seq_scan::int as scans, s.seq_tup_read::float8 as "rowsRead", s.idx_scan::int as "indexScans"
     from pg_stat_user_tables s join pg_class c on c.oid = s.relid
     where s.schemaname = 'public' and c.reltuples >= $1 and s.seq_scan > 0
     order by s.seq_tup_read desc`,
    [atLeast],
  );
  return rows;
}
