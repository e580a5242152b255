import type { DataSource, EntityManager } from 'typeorm';
import { createDataSource } from '../../src/database/data-source';
import { ENTITIES } from '../../src/entities';
import { createTestDatabase, type TestDatabase } from './test-database';

/** A database of its own for the tests of a file, with all entities; gone after them. The getter works within tests. */
export function useDatabase(): { readonly manager: EntityManager } {
  let database: TestDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    source = createDataSource({ url: database.url, entities: ENTITIES });
    await source.initialize();
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });
  return {
    get manager() {
      return source.manager;
    },
  };
}
