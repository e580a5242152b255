import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import { AuthErrors } from './auth.errors';
import type { FilteredList } from './saved-filter.entity';
import { SavedFilterStore, type SavedFilterRow } from './saved-filter.store';

/** More would not be found again in a menu. */
const MOST = 50;

/** The filters a user keeps. */
@Injectable()
export class SavedFilterService {
  constructor(
    private readonly db: Database,
    private readonly store: SavedFilterStore,
    private readonly clock: Clock,
  ) {}

  /** Of one list, or of all; by name. */
  async list(userId: string, list: FilteredList | null): Promise<readonly SavedFilterRow[]> {
    return this.store.list(this.db.read, userId, list);
  }

  /** Throws `auth.saved_filter_taken` and `auth.too_many_saved_filters`. */
  async save(
    userId: string,
    input: { list: FilteredList; name: string; filter: Readonly<Record<string, string>> },
  ): Promise<SavedFilterRow> {
    return this.db.transaction(async (tx) => {
      await this.store.lock(tx, userId);
      const present = await this.store.list(tx, userId, input.list);
      if (present.some(({ name }) => name === input.name)) throw new AppError(AuthErrors.savedFilterTaken);
      if (present.length >= MOST) throw new AppError(AuthErrors.tooManySavedFilters);
      const row = { id: newId(), user_id: userId, ...input, created_at: this.clock.now() };
      await this.store.insert(tx, row);
      return row;
    });
  }

  /** Throws `common.not_found`. */
  async remove(userId: string, id: string): Promise<void> {
    if (!(await this.store.remove(this.db.read, userId, id))) throw new AppError(CommonErrors.notFound);
  }
}
