import { generateKeyPairSync } from 'node:crypto';
import pino from 'pino';
import { Probot, Server } from 'probot';

/** What people use: Probot's own server with a handler that does nothing. */
async function main(): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  // Its line per request would cost it more than the rest.
  const log = pino({ level: 'silent' });
  const server = new Server({
    Probot: Probot.defaults({ appId: 1, privateKey, secret: process.env.BENCH_SECRET ?? '', log }),
    log,
    port: Number(process.env.BENCH_PORT),
    host: '127.0.0.1',
    webhookPath: '/hook',
    enablePing: false,
    enableStaticFiles: false,
  });
  await server.load((app) => {
    app.on('workflow_run', () => undefined);
  });
  await server.start();
  process.send?.({ port: server.port });
  process.once('SIGTERM', () => process.exit(0));
}

void main();
