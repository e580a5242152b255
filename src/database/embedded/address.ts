import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Places } from './places';
import type { Runner } from './runner';

/**
 * Where a server of ours is reached: a Unix socket where this machine can have one, at which nobody else can even knock
 * and whose bytes take no way through the network's layers; else 127.0.0.1.
 */
export interface Address {
  readonly port: number;
  /** The folder of the Unix socket; null: TCP on 127.0.0.1. */
  readonly socketFolder: string | null;
}

/** Each cluster's socket has a folder of its own, so the usual number is free; `psql -h FOLDER` then needs no port. */
const SOCKET_PORT = 5432;

/** What fits into `sockaddr_un.sun_path` with its closing zero. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** An address nobody uses. A port was free a moment ago; a lost race ends the try, and the next one takes another. */
export async function freeAddress(places: Places): Promise<Address> {
  return (await canHaveSocket(places.socket))
    ? { port: SOCKET_PORT, socketFolder: places.socket }
    : { port: await freePort(), socketFolder: null };
}

/**
 * Makes the place ready and says what the server must be told. What a killed server left in the socket's folder names a
 * process whose number another one may have by now, and PostgreSQL would refuse to start: it goes. Call it inside the
 * lock, while no server runs on the cluster.
 */
export function listenOn({ socketFolder }: Address, runner: Runner): Record<string, string> {
  if (socketFolder === null) return { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  emptyFolder(socketFolder);
  runner.give(socketFolder);
  return {
    listen_addresses: '',
    // A list, in which commas and quotes have a meaning.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
}

/** False on Windows, where the path is too long, and on file systems without sockets (some shared with a host). */
async function canHaveSocket(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const file = path.join(folder, `.s.PGSQL.${SOCKET_PORT}`);
  if (Buffer.byteLength(file) > MAX_PATH_BYTES) return false;
  emptyFolder(folder);
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(file, () => {
      // Closing removes the file.
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
