import type { DataSource } from 'typeorm';
import { newId } from '../common/ids';
import { createDataSource } from '../database/data-source';
import { ENTITIES } from '../entities';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { insertUser } from '../../test/support/test-user';
import { DEFAULT_FIX_POLICY } from './domain/fix-policy';
import { RepositoryStore, type NewConnection } from './repository.store';

const now = new Date('2026-11-22T10:00:00.000Z');
const later = new Date('2026-11-22T11:00:00.000Z');
const everything = { kind: null, instance: null, search: null, includeDisabled: true };

let database: TestDatabase;
let source: DataSource;
const store = new RepositoryStore();

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, entities: ENTITIES });
  await source.initialize();
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const user = (): Promise<string> => insertUser(source.manager);

function fresh(userId: string, externalId: string, path = `acme/repo-${externalId}`): NewConnection {
  const [ownerName = '', name = ''] = path.split('/');
  return {
    id: newId(),
    userId,
    kind: 'github',
    instance: 'default',
    oauthConnectionId: newId(),
    repository: { externalId, path },
    facts: { path, name, ownerName, defaultBranch: 'main', isPrivate: true },
    autoPrEnabled: true,
  };
}

describe('the rows of connected repositories', () => {
  it('stand in a table that is what the entity says', async () => {
    const pending = await source.driver.createSchemaBuilder().log();

    const ours = pending.upQueries.map(({ query }) => query).filter((sql) => sql.includes('repository_connections'));
    expect(ours).toEqual([]);
  });

  it('come back as they were written', async () => {
    const wanted = fresh(await user(), '1');
    await store.insert(source.manager, wanted, now);

    const found = await store.byId(source.manager, wanted.id);

    expect(found).toMatchObject({
      id: wanted.id,
      userId: wanted.userId,
      repository: wanted.repository,
      isEnabled: true,
      fixPolicy: DEFAULT_FIX_POLICY,
      webhook: { status: 'inactive', externalId: null, events: [] },
      createdAt: now,
    });
  });

  it('are one a user and repository, and each user has one of their own', async () => {
    const [one, other] = [await user(), await user()];

    const inserted = [
      await store.insert(source.manager, fresh(one, '2'), now),
      await store.insert(source.manager, fresh(one, '2'), now),
      await store.insert(source.manager, fresh(other, '2'), now),
    ];

    expect(inserted).toEqual([true, false, true]);
  });

  it('page newest first and stay put while rows arrive', async () => {
    const owner = await user();
    const rows = ['1', '2', '3'].map((id) => fresh(owner, id));
    for (const row of rows) await store.insert(source.manager, row, now);
    const first = await store.list(source.manager, owner, everything, { limit: 1, before: null });
    await store.insert(source.manager, fresh(owner, '4'), now);

    const second = await store.list(source.manager, owner, everything, { limit: 5, before: first[0]?.id ?? null });

    expect(first.map((row) => row.repository.externalId)).toEqual(['3', '2']);
    expect(second.map((row) => row.repository.externalId)).toEqual(['2', '1']);
  });

  it('are found by part of the name in any case, without the disabled ones unless asked', async () => {
    const owner = await user();
    const gone = fresh(owner, '2', 'acme/Web-api');
    for (const row of [fresh(owner, '1', 'acme/API'), gone, fresh(owner, '3', 'acme/docs_%')]) {
      await store.insert(source.manager, row, now);
    }
    await store.disconnect(source.manager, gone.id, 'user', now);
    const search = async (text: string, includeDisabled: boolean) => {
      const filter = { kind: null, instance: null, search: text, includeDisabled };
      const rows = await store.list(source.manager, owner, filter, { limit: 10, before: null });
      const count = await store.count(source.manager, owner, filter);
      return [...rows.map((row) => row.fullName), count];
    };

    expect(await search('api', false)).toEqual(['acme/API', 1]);
    expect(await search('api', true)).toEqual(['acme/API', 'acme/Web-api', 2]);
    expect(await search('_%', false)).toEqual(['acme/docs_%', 1]);
  });

  it('keep their age when the forge tells nothing new', async () => {
    const row = fresh(await user(), '9');
    await store.insert(source.manager, row, now);

    await store.saveFacts(source.manager, row.id, row.facts, later);
    const same = await store.byId(source.manager, row.id);
    await store.saveFacts(source.manager, row.id, { ...row.facts, path: 'acme/renamed', name: 'renamed' }, later);
    const renamed = await store.byId(source.manager, row.id);

    expect(same?.updatedAt).toEqual(now);
    expect(renamed).toMatchObject({ fullName: 'acme/renamed', updatedAt: later });
  });

  it('end once, and remember the newest delivery only', async () => {
    const row = fresh(await user(), '5');
    await store.insert(source.manager, row, now);
    await store.noteDelivery(source.manager, row.id, later);
    await store.noteDelivery(source.manager, row.id, now);

    const ended = [
      await store.disconnect(source.manager, row.id, 'repository_deleted', now),
      await store.disconnect(source.manager, row.id, 'user', later),
    ];

    expect(ended).toEqual([true, false]);
    expect(await store.byId(source.manager, row.id)).toMatchObject({
      isEnabled: false,
      disconnectReason: 'repository_deleted',
      disconnectedAt: now,
      lastEventAt: later,
    });
  });
});
