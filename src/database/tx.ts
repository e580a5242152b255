import type { EntityManager } from 'typeorm';

/**
 * Where a statement runs: a transaction, or the pool when it comes from `Database.read`. Every store method and every
 * enqueue takes one, so that who owns the transaction is visible in each signature.
 */
export type Tx = EntityManager;
