import type { Tx } from './tx';

/**
 * Users whose rows `table` still holds though their accounts are gone: what was under way when an account was deleted is
 * stored after the deletion has looked. One look a user into the table's index by `user_id`, however many rows there are.
 */
export async function goneOwners(tx: Tx, table: 'webhook_deliveries' | 'tasks'): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `with recursive owners as (
       (select user_id from ${table} where user_id is not null order by user_id limit 1)
       union all
       select (select t.user_id from ${table} t where t.user_id > o.user_id order by t.user_id limit 1)
       from owners o where o.user_id is not null
     )
     select o.user_id as id from owners o
     where o.user_id is not null and not exists (select from users u where u.id = o.user_id)`,
  );
  return rows.map(({ id }) => id);
}
