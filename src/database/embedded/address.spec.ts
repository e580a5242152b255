import path from 'node:path';
import { freePort } from '../../free-port';
import { FAST, newFolder, query, removeFolders } from '../../../test/support/embedded-processes';
import { findBinaries } from './binaries';
import { placesIn } from './places';
import { startEmbeddedPostgres } from './embedded-postgres';
import { chooseRunner } from './runner';
import { runServer } from './server';

afterEach(removeFolders);

test('where the path is too long for a socket, it listens on 127.0.0.1, and the next start joins it there', async () => {
  const dataDir = path.join(newFolder(), 'x'.repeat(100), '"data", here');
  const first = await startEmbeddedPostgres({ dataDir, settings: FAST });

  const second = await startEmbeddedPostgres({ dataDir, settings: FAST });

  const shown = await query(second.url, `select inet_server_addr()::text as address, inet_server_port() as port`);
  expect(shown).toEqual([{ address: '127.0.0.1/32', port: first.address.port }]);
  expect([second.adopted, first.address.socketFolder, second.url]).toEqual([true, null, first.url]);
  await first.stop();
  await second.stop();
});

test('a folder whose name means something in a list of folders or in an address', async () => {
  const dataDir = path.join(newFolder(), 'a, "b" %2f ?c=d');

  const server = await startEmbeddedPostgres({ dataDir, settings: FAST });

  expect(await query(server.url, 'select inet_server_addr() as address')).toEqual([{ address: null }]);
  expect(server.address.socketFolder).toBe(path.join(dataDir, 'postgres.socket'));
  await server.stop();
});

test('a server that a former version started on a port is joined there', async () => {
  const dataDir = path.join(newFolder(), 'data');
  await (await startEmbeddedPostgres({ dataDir, settings: FAST })).stop();
  const places = placesIn(dataDir);
  const binaries = findBinaries(places.libraries);
  const runner = chooseRunner({ dataDir, programs: [binaries.postgres] });
  const address = { port: await freePort('127.0.0.1', 0), socketFolder: null };
  await runServer({ places, binaries, runner, settings: FAST, address });

  const server = await startEmbeddedPostgres({ dataDir });

  expect([server.adopted, server.address]).toEqual([true, address]);
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});
