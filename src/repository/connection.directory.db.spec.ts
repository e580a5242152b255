import type { DiscoveryService } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { FakeClock } from '../../test/support/fake-clock';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { insertUser } from '../../test/support/test-user';
import { Fernet } from '../common/crypto/fernet';
import { TokenCipher } from '../common/crypto/token-cipher';
import { newId } from '../common/ids';
import { CryptoConfig } from '../config/config';
import { createDataSource } from '../database/data-source';
import { Database } from '../database/database';
import { ENTITIES } from '../entities';
import type { ForgeEvent } from '../forge/forge.types';
import { TaskQueue } from '../queue/task.queue';
import { TaskRegistry } from '../queue/task.registry';
import { TaskStore } from '../queue/task.store';
import { ConnectionDirectory } from './connection.directory';
import type { Connection } from './domain/connection';
import { HookSecrets } from './hook.secrets';
import { HookStore } from './hook.store';
import { RepositoryStore } from './repository.store';

class Keys extends CryptoConfig {
  constructor(readonly encryptionKeys: readonly string[]) {
    super();
  }
}

const MINUTE = 60_000;
const [oldKey, newKey] = [Fernet.generateKey(), Fernet.generateKey()];
const oldCipher = cipherOf(oldKey);
const cipher = cipherOf(newKey, oldKey);

function cipherOf(...encryptionKeys: string[]): TokenCipher {
  return new TokenCipher(new Keys(encryptionKeys));
}

let database: TestDatabase;
let source: DataSource;
let db: Database;
const clock = new FakeClock();
const queue = new TaskQueue(
  new TaskRegistry({ getProviders: () => [] } as unknown as DiscoveryService),
  new TaskStore(),
);
const [store, hooks] = [new RepositoryStore(), new HookStore()];
let directory: ConnectionDirectory;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, entities: ENTITIES });
  await source.initialize();
  db = new Database(source);
  directory = new ConnectionDirectory(db, store, hooks, cipher, clock, queue);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const user = (): Promise<string> => insertUser(source.manager);
const repository = (externalId: string) => ({ externalId, path: `acme/repo-${externalId}` });
const legacy = (userId: string, externalId: string): Promise<Connection> =>
  db.transaction((tx) =>
    directory.ensureLegacy(tx, {
      userId,
      kind: 'github',
      instance: 'default',
      repository: repository(externalId),
      name: `repo-${externalId}`,
      ownerName: 'acme',
    }),
  );

/** A connection whose hook's secret is to be, or was, changed. */
async function withSecrets(secrets: { current: string; previous: string | null; previousUntil: Date | null }) {
  const { id } = await legacy(await user(), '1');
  const sealed = {
    current: oldCipher.encrypt(secrets.current),
    previous: secrets.previous === null ? null : oldCipher.encrypt(secrets.previous),
    previousUntil: secrets.previousUntil,
  };
  const intent = { url: 'http://localhost/hook', events: ['push'], secrets: sealed, checkAt: clock.now() };
  await hooks.saveIntent(db.read, id, intent, clock.now());
  return id;
}

function renamed(externalId: string, change: 'renamed' | 'deleted' = 'renamed'): ForgeEvent {
  const facts = { name: 'new', ownerName: 'other', isPrivate: true, defaultBranch: 'trunk' };
  return { type: 'repository', repository: { externalId, path: 'other/new' }, change, ...facts };
}

describe('a delivery', () => {
  it('may be signed with the secret before until its time is over', async () => {
    const id = await withSecrets({
      current: 'b',
      previous: 'a',
      previousUntil: new Date(clock.now().getTime() + MINUTE),
    });

    const [during] = await directory.deliveryTargets([id]);
    clock.advance(2 * MINUTE);
    const [after] = await directory.deliveryTargets([id]);

    expect(during?.secrets).toEqual(['b', 'a']);
    expect(after?.secrets).toEqual(['b']);
  });

  it('may be signed with the secret before for as long as the new one is not confirmed', async () => {
    const id = await withSecrets({ current: 'b', previous: 'a', previousUntil: null });

    expect(await directory.deliveryTargets([id])).toMatchObject([{ id, secrets: ['b', 'a'] }]);
  });

  it('has no target where there is no secret, or no connection', async () => {
    const { id } = await legacy(await user(), '1');

    expect(await directory.deliveryTargets([id, newId()])).toEqual([null, null]);
  });
});

describe('a repository known from a v1 hook', () => {
  it('is one connection, however often and at once it is named', async () => {
    const owner = await user();

    const made = await Promise.all(Array.from({ length: 8 }, () => legacy(owner, '7')));

    expect(new Set(made.map((connection) => connection.id)).size).toBe(1);
    expect(made[0]).toMatchObject({ oauthConnectionId: null, isEnabled: true, fullName: 'acme/repo-7' });
  });

  it('goes on when only the OAuth connection ended, and stays ended when its user wanted that', async () => {
    const [left, unwanted] = [await legacy(await user(), '1'), await legacy(await user(), '1')];
    await store.disconnect(db.read, left.id, 'oauth_disconnected', clock.now());
    await store.disconnect(db.read, unwanted.id, 'user', clock.now());

    const goesOn = await legacy(left.userId, '1');
    const ended = await legacy(unwanted.userId, '1');

    expect(goesOn).toMatchObject({ id: left.id, isEnabled: true, disconnectedAt: null, oauthConnectionId: null });
    expect(ended).toMatchObject({ id: unwanted.id, isEnabled: false });
  });
});

describe('an event of the forge', () => {
  it('changes the repository it names', async () => {
    const { id } = await legacy(await user(), '1');

    await directory.applyForgeChange(db.read, id, renamed('1'));

    const shown = await directory.connection(db.read, id);
    expect(shown).toMatchObject({ fullName: 'other/new', ownerName: 'other', isPrivate: true, defaultBranch: 'trunk' });
  });

  it('of another kind changes it by what it says about it, where renames have none of their own', async () => {
    const { id } = await legacy(await user(), '1');
    const repository = { externalId: '1', path: 'other/new' };
    const push = { beforeSha: null, afterSha: null, isForced: false, pusher: null, reverts: [] };
    const about = { name: 'new', ownerName: 'other', isPrivate: true, defaultBranch: 'trunk' };

    await directory.applyForgeChange(db.read, id, { type: 'push', repository, branch: 'main', ...push });
    const before = await directory.connection(db.read, id);
    await directory.applyForgeChange(db.read, id, { type: 'push', repository, branch: 'main', ...push }, about);

    expect(before).toMatchObject({ fullName: 'acme/repo-1' });
    expect(await directory.connection(db.read, id)).toMatchObject({ fullName: 'other/new', defaultBranch: 'trunk' });
  });

  it('changes nothing for another repository', async () => {
    const { id } = await legacy(await user(), '1');

    await directory.applyForgeChange(db.read, id, renamed('2', 'deleted'));

    expect(await directory.connection(db.read, id)).toMatchObject({ fullName: 'acme/repo-1', isEnabled: true });
  });

  it('that comes after the deletion does not bring the connection back', async () => {
    const { id } = await legacy(await user(), '1');

    await directory.applyForgeChange(db.read, id, renamed('1', 'deleted'));
    await directory.applyForgeChange(db.read, id, renamed('1'));
    await directory.applyForgeChange(db.read, id, { type: 'ping', hookExternalId: null });

    const shown = await directory.connection(db.read, id);
    expect(shown).toMatchObject({ isEnabled: false, disconnectReason: 'repository_deleted' });
    expect(shown?.webhook.status).toBe('missing');
  });
});

describe('the sweep', () => {
  it('gives a due connection to one taker only, and not before its time', async () => {
    const now = clock.now();
    const later = new Date(now.getTime() + MINUTE);
    const ids = [await legacy(await user(), '1'), await legacy(await user(), '1')].map(({ id }) => id);
    const notYet = (await legacy(await user(), '1')).id;
    for (const id of ids) await hooks.setCheck(db.read, id, 'redeliver', now);
    await hooks.setCheck(db.read, notYet, 'redeliver', later);

    const taken = await Promise.all([1, 2, 3].map(() => hooks.takeDue(db.read, 'redeliver', now, later, 10)));

    expect(taken.flat().sort()).toEqual([...ids].sort());
  });

  it('puts secrets under the first key once, and they stay the same secrets', async () => {
    const id = await withSecrets({ current: 'b', previous: 'a', previousUntil: null });
    const secrets = new HookSecrets(db, hooks, cipher);

    const counts = [await secrets.rotateKeys(), await secrets.rotateKeys()];

    const newOnly = new ConnectionDirectory(db, store, hooks, cipherOf(newKey), clock, queue);
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(0);
    expect(await newOnly.deliveryTargets([id])).toMatchObject([{ secrets: ['b', 'a'] }]);
  });
});
