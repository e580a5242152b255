import path from 'node:path';

/** The names inside the data folder. */
export interface Places {
  readonly dataDir: string;
  /** The cluster itself. Missing or whole, never half-made. */
  readonly pgdata: string;
  readonly logFile: string;
  readonly users: string;
  readonly lock: string;
  readonly libraries: string;
  /** Folder of the server's Unix socket. */
  readonly socket: string;
}

/** Where things lie in a data folder given by its real, absolute path. */
export function placesIn(dataDir: string): Places {
  return {
    dataDir,
    pgdata: path.join(dataDir, 'pgdata'),
    logFile: path.join(dataDir, 'postgres.log'),
    users: path.join(dataDir, 'postgres.users'),
    lock: path.join(dataDir, 'postgres.lock'),
    libraries: path.join(dataDir, 'postgres.lib'),
    socket: path.join(dataDir, 'postgres.socket'),
  };
}
