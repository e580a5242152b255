import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP proxy that can be shut, as a network or a database that goes away, and opened again. */
export interface TcpGate {
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  shut(): void;
  open(): void;
  /** What is asked still arrives, and no answer comes back, on connections of now and later, until the gate is shut. */
  mute(): void;
  close(): Promise<void>;
}

/** Starts an open gate in front of `target`: an address, or a socket's path. */
export async function startTcpGate(target: { host: string; port: number } | { path: string }): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  let isMute = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Cutting makes both sides fail; that is what the gate is for.
    socket.on('error', () => socket.destroy());
  };
  const server: Server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(target);
    keep(client);
    keep(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (!isMute) client.write(answer);
    });
    upstream.on('end', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    shut: () => {
      isOpen = false;
      isMute = false;
      cut();
    },
    open: () => {
      isOpen = true;
    },
    mute: () => {
      isMute = true;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An open gate in front of a database, and the database's address behind it. */
export async function startDatabaseGate(databaseUrl: string): Promise<{ gate: TcpGate; url: string }> {
  const direct = new URL(databaseUrl);
  const folder = direct.searchParams.get('host');
  const gate = await startTcpGate(
    folder === null
      ? { host: direct.hostname, port: Number(direct.port) }
      : { path: `${folder}/.s.PGSQL.${direct.port}` },
  );
  const gated = new URL(databaseUrl);
  gated.searchParams.delete('host');
  gated.port = String(gate.port);
  gated.hostname = '127.0.0.1';
  return { gate, url: gated.href };
}
