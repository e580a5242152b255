import { createServer, type AddressInfo } from 'node:net';

/** Tries to bind; the bound port, or null when it is taken or not ours to take. */
async function tryPort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(port, host, () => {
      const bound = (server.address() as AddressInfo).port;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}

/** `preferred` when it is free on `host`, else any free port. */
export async function freePort(host: string, preferred: number): Promise<number> {
  const port = (await tryPort(host, preferred)) ?? (await tryPort(host, 0));
  if (port === null) throw new Error('no free port');
  return port;
}
