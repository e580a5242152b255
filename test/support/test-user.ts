import { newId } from '../../src/common/ids';
import type { Tx } from '../../src/database/tx';

/** A user nobody can log in as, for tests without the application; returns its id. */
export async function insertUser(tx: Tx): Promise<string> {
  const id = newId();
  await tx.query(`insert into users (id, email, password_hash, role) values ($1, $2, 'nobody logs in', 'member')`, [
    id,
    `${id}@example.test`,
  ]);
  return id;
}
