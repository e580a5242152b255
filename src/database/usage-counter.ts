import type { Tallied } from '../common/tally';
import type { Tx } from './tx';

/** A table that counts by day and by whatever else its key says. Its primary key is called `pk_<name>`. */
export interface UsageTable<K extends string, F extends string> {
  readonly name: string;
  /** What tells counts apart: the columns of the primary key first, in its order. */
  readonly key: Readonly<Record<K, 'uuid' | 'date' | 'text'>>;
  /** Integer columns. */
  readonly counts: readonly F[];
  /** Whose counts they are: rows go with what `column` names by its id in the table `of`. */
  readonly owner: { readonly column: K; readonly of: string };
}

/** The writing side of a table that counts by day; who reads it says how. */
export class UsageCounter<K extends string, F extends string> {
  private readonly insert: string;
  private readonly remove: string;

  /** The names come from the code, never from outside: they stand in the statements as they are. */
  constructor(private readonly table: UsageTable<K | 'day', F>) {
    const { name, owner, counts } = table;
    const key = this.key();
    const columns = [...key, ...counts];
    const types = [...key.map((column) => table.key[column]), ...counts.map(() => 'int')];
    // In the order of the key: two processes that add to the same rows would otherwise wait for each other for ever.
    this.insert = `
      insert into ${name} (${columns.join(', ')})
      select t.* from unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')}) as t(${columns.join(', ')})
      where exists (select 1 from ${owner.of} o where o.id = t.${owner.column})
      order by ${key.map((column) => `t.${column}`).join(', ')}
      on conflict on constraint pk_${name} do update
        set ${counts.map((count) => `${count} = ${name}.${count} + excluded.${count}`).join(', ')}`;
    this.remove = `
      delete from ${name} where (${key.join(', ')}) in (
        select ${key.join(', ')} from ${name} where day < $1 order by day limit $2)`;
  }

  /** Adds counts to what is there, whoever else does. Those whose owner is gone meanwhile are dropped. */
  async add(tx: Tx, rows: readonly Tallied<Readonly<Record<K | 'day', string>>, F>[]): Promise<void> {
    await tx.query(this.insert, [
      ...this.key().map((column) => rows.map(({ key }) => key[column])),
      ...this.table.counts.map((count) => rows.map(({ counts }) => counts[count] ?? 0)),
    ]);
  }

  /** Forgets up to `limit` rows of days before this one (`2026-11-22`); returns how many. */
  async removeBefore(tx: Tx, day: string, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(this.remove, [day, limit]);
    return removed;
  }

  private key(): readonly (K | 'day')[] {
    return Object.keys(this.table.key) as (K | 'day')[];
  }
}
