import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { isDatabaseUnavailable } from '../database/database-errors';

/** One of the few codes after which the queue tries again (graphile-worker 0.17, `RETRYABLE_ERROR_CODES`). */
const TRIED_AGAIN = 'ETIMEDOUT';

type Query = (...parameters: unknown[]) => unknown;

/**
 * The queue's connections. The queue writes down how a task ended while it goes on, and tries that again after few errors
 * only: of any other nobody is told, which ends the whole process. Here whatever says that PostgreSQL is away is one of
 * those few, so that it is written down when PostgreSQL is back (after 3 s, then ever more slowly, a hundred times).
 */
export class QueuePool extends Pool {
  constructor(config: PoolConfig) {
    super(config);
    this.on('connect', (client) => {
      const query = client.query.bind(client) as Query;
      const patient: Query = (...parameters) => {
        const asked = query(...parameters);
        return asked instanceof Promise ? asked.catch(rethrow) : asked;
      };
      Object.assign(client, { query: patient });
    });
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Parameters<Pool['connect']>[0]): void;
  override connect(callback?: Parameters<Pool['connect']>[0]): Promise<PoolClient> | void {
    if (callback === undefined) return super.connect().catch(rethrow);
    super.connect(callback);
  }
}

function rethrow(error: unknown): never {
  if (!isDatabaseUnavailable(error)) throw error;
  const message = error instanceof Error ? error.message : String(error);
  throw Object.assign(new Error(message, { cause: error }), { code: TRIED_AGAIN });
}
