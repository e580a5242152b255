import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import type { Tx } from '../database/tx';
import { SavedFilterEntity, type FilteredList } from './saved-filter.entity';

export type SavedFilterRow = Fields<SavedFilterEntity>;

/** Rows of saved filters. */
@Injectable()
export class SavedFilterStore {
  /** Makes the transaction wait for every other one that saves a filter of this user. */
  async lock(tx: Tx, userId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`saved-filters:${userId}`]);
  }

  /** By name. */
  async list(tx: Tx, userId: string, list: FilteredList | null): Promise<readonly SavedFilterRow[]> {
    const where = { user_id: userId, ...(list === null ? {} : { list }) };
    return tx.find(SavedFilterEntity, { where, order: { list: 'ASC', name: 'ASC' } });
  }

  async insert(tx: Tx, row: SavedFilterRow): Promise<void> {
    await tx.insert(SavedFilterEntity, row);
  }

  /** False when the user has no such filter. */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    return (await tx.delete(SavedFilterEntity, { id, user_id: userId })).affected === 1;
  }
}
