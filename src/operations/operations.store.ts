import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';

/** The database server, as the doctor sees it. */
export interface ServerStanding {
  readonly version: string;
  /** One round trip. */
  readonly milliseconds: number;
  /** Of all programs that use this server. */
  readonly connections: number;
  readonly maxConnections: number;
}

/** Questions about the database itself. */
@Injectable()
export class OperationsStore {
  constructor(private readonly db: Database) {}

  async serverStanding(): Promise<ServerStanding> {
    // The first question may have to open a connection.
    await this.db.ping();
    const startedAt = performance.now();
    await this.db.ping();
    const milliseconds = Math.ceil(performance.now() - startedAt);
    const rows: Omit<ServerStanding, 'milliseconds'>[] = await this.db.read.query(
      `select split_part(current_setting('server_version'), ' ', 1) as version,
              (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
              current_setting('max_connections')::int as "maxConnections"`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a select without a table gave no row');
    return { ...row, milliseconds };
  }

  async serverTime(): Promise<Date> {
    const rows: { now: Date }[] = await this.db.read.query('select clock_timestamp() as now');
    const [row] = rows;
    if (row === undefined) throw new Error('a select without a table gave no row');
    return row.now;
  }
}
