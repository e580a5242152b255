import { isNativeError } from 'node:util/types';

const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '53000', // insufficient_resources
  '53100', // disk_full: passes once somebody makes room, and nothing is wrong with what was asked
  '53200', // out_of_memory
  '53300', // too_many_connections
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
]);

/** True when an error says that PostgreSQL could not be reached, so that the caller may try again later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; isNativeError(current) && depth < 5; current = current.cause, depth++) {
    const { code, syscall } = current as { code?: unknown; syscall?: unknown };
    const driverCode = (current as { driverError?: { code?: unknown } }).driverError?.code;
    // The Unix socket of a server that is down; a missing file is something else.
    if (code === 'ENOENT' && syscall === 'connect') return true;
    if ([code, driverCode].some((value) => typeof value === 'string' && UNAVAILABLE_CODES.has(value))) return true;
    if (
      /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
        current.message,
      )
    ) {
      return true;
    }
  }
  return false;
}

/** True when an insert met a row that is there already; with a name, only for that constraint or index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const driver = (error as { driverError?: { code?: string; constraint?: string } } | null)?.driverError;
  return driver?.code === '23505' && (constraint === undefined || driver.constraint === constraint);
}
