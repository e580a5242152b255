import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { MIGRATIONS } from './migrations/index';

/** What a DataSource may hold: entity classes, listed by hand in src/entities.ts. */
export type EntityList = MixedList<(new () => object) | EntitySchema>;

/**
 * PostgreSQL's own 4 is of turning disks: it would rather read every user's rows in a row than one user's where they lie.
 */
export const RANDOM_PAGE_COST = 1.1;

/**
 * A TypeORM DataSource over one PostgreSQL. Not connected yet. `synchronize` stays false everywhere: migrations alone
 * change the schema.
 */
export function createDataSource(options: {
  url: string;
  entities: EntityList;
  poolSize?: number;
  connectTimeoutMs?: number;
  onPoolError?: (error: unknown) => void;
}): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities,
    migrations: [...MIGRATIONS],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: options.connectTimeoutMs ?? 5_000,
    applicationName: 'devflowfix',
    // 40 s is longer than any statement on a hot path; a runaway query must not hold its connection for good.
    extra: {
      // A connection that died without a word (a failover, a NAT) is to be noticed while its statement waits.
      keepAlive: true,
      statement_timeout: 40_000,
      idle_in_transaction_session_timeout: 60_000,
      options: `-c random_page_cost=${RANDOM_PAGE_COST}`,
    },
    ...(options.onPoolError === undefined ? {} : { poolErrorHandler: options.onPoolError }),
  });
}
