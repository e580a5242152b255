import type { Tx } from '../../database/tx';
import type { TokenCipher } from './token-cipher';

const BATCH = 500;

interface Sealed {
  readonly at: string;
  readonly value: string;
}

/**
 * Puts every ciphertext of a column under the first encryption key; returns how many stood under another. Safe while
 * others write: a row that changed meanwhile stays as it is, under the key its writer knows. Throws `FernetError` when a
 * value can be read under no key.
 */
export async function resealColumn(
  tx: Tx,
  cipher: TokenCipher,
  { table, column }: { table: string; column: string },
): Promise<number> {
  let count = 0;
  let after = '(0,0)';
  for (;;) {
    // By place and not by key: one statement for tables of any shape, and a row rewritten meanwhile has another place.
    const rows: Sealed[] = await tx.query(
      `select ctid as at, ${column} as value from ${table}
       where ctid > $1::tid and ${column} is not null order by ctid limit ${BATCH}`,
      [after],
    );
    for (const { at, value } of rows) {
      const resealed = cipher.rotate(value);
      if (resealed === null) continue;
      const [, changed]: [unknown, number] = await tx.query(
        `update ${table} set ${column} = $3 where ctid = $1::tid and ${column} = $2`,
        [at, value, resealed],
      );
      count += changed;
    }
    const last = rows.at(-1);
    if (last === undefined) return count;
    after = last.at;
  }
}
