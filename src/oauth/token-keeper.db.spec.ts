import { ClosingHooks } from '../auth/closing-hooks';
import { Logger } from '@nestjs/common';
import { FakeClock } from '../../test/support/fake-clock';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { insertUser } from '../../test/support/test-user';
import { Fernet } from '../common/crypto/fernet';
import { TokenCipher } from '../common/crypto/token-cipher';
import type { Fields } from '../common/fields';
import { newId } from '../common/ids';
import { HOUR_MS } from '../common/time';
import type { CryptoConfig } from '../config/config';
import { createDataSource } from '../database/data-source';
import { Database } from '../database/database';
import { ENTITIES } from '../entities';
import type { ForgeDriver, OAuthGrant } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import { createGitHubDriver } from '../forge/github/driver';
import { ConnectionService } from './connection.service';
import { DisconnectHooks } from './disconnect-hooks';
import { ForgeAccess } from './forge-access';
import { OAuthConnectionStore } from './oauth-connection.store';
import { TokenKeeper } from './token-keeper';

const FIRST_GITHUB = { kind: 'github', instance: 'default' } as const;
const [OLD_KEY, KEY] = [Fernet.generateKey(), Fernet.generateKey()];

const cryptoConfig = (encryptionKeys: readonly string[]): Fields<CryptoConfig> => ({ encryptionKeys });

/** A forge whose tokens last two hours and whose refresh tokens are good once. */
class RotatingForge {
  calls = 0;
  failure: ForgeError | null = null;
  current = 'refresh-0';

  constructor(private readonly clock: FakeClock) {}

  async refresh(refreshToken: string): Promise<OAuthGrant> {
    this.calls += 1;
    // Time for others to come in between.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failure !== null) throw this.failure;
    if (refreshToken !== this.current) throw new ForgeError('github', 'unauthorized');
    this.current = `refresh-${this.calls}`;
    const expiresAt = new Date(this.clock.now().getTime() + 2 * HOUR_MS);
    return { accessToken: `access-${this.calls}`, refreshToken: this.current, expiresAt, scopes: [] };
  }
}

describe('tokens that expire', () => {
  let database: TestDatabase;
  let db: Database;
  let clock: FakeClock;
  let forge: RotatingForge;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await createTestDatabase();
    const dataSource = createDataSource({ url: database.url, entities: ENTITIES, poolSize: 20 });
    db = new Database(await dataSource.initialize());
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  beforeEach(() => {
    clock = new FakeClock();
    forge = new RotatingForge(clock);
  });

  /** One process' services. */
  function services(keys = [KEY]): { access: ForgeAccess; connections: ConnectionService } {
    const real = createGitHubDriver({
      webUrl: 'http://127.0.0.1:9',
      apiUrl: 'http://127.0.0.1:9',
      clientId: 'id',
      clientSecret: 'secret',
      redirectUri: 'http://127.0.0.1:9/callback',
      scopes: ['repo'],
      requestTimeoutMs: 1000,
      userAgent: 'test',
    });
    const driver: ForgeDriver = {
      ...real,
      oauth: { ...real.oauth, refresh: (token) => forge.refresh(token) },
      connect: (credential) => Object.assign(real.connect(credential), { credential }),
    };
    const registry = new ForgeRegistry([driver]);
    const cipher = new TokenCipher(cryptoConfig(keys));
    const store = new OAuthConnectionStore();
    const keeper = new TokenKeeper(db, store, registry, cipher, clock);
    return {
      access: new ForgeAccess(db, store, registry, keeper, clock),
      connections: new ConnectionService(
        db,
        store,
        registry,
        keeper,
        new DisconnectHooks(),
        new ClosingHooks(),
        cipher,
        clock,
      ),
    };
  }

  /** A connection whose token ends in `minutes`; null: never. */
  async function connection(
    minutes: number | null,
    keys = [KEY],
    instance = 'default',
  ): Promise<{ id: string; userId: string }> {
    const [id, userId] = [newId(), await insertUser(db.read)];
    const cipher = new TokenCipher(cryptoConfig(keys));
    const expiresAt = minutes === null ? null : new Date(clock.now().getTime() + minutes * 60_000);
    await new OAuthConnectionStore().save(
      db.read,
      {
        id,
        user_id: userId,
        provider: 'github',
        instance,
        provider_user_id: '1',
        provider_username: 'dana',
        access_token: cipher.encrypt('access-0'),
        refresh_token: minutes === null ? null : cipher.encrypt('refresh-0'),
        token_expires_at: expiresAt,
        scopes: ['repo'],
      },
      clock.now(),
    );
    return { id, userId };
  }

  /** The token `use` would work with. */
  const tokenInUse = (access: ForgeAccess, id: string): Promise<string> =>
    access.use(id, (client) =>
      Promise.resolve((client as unknown as { credential: { accessToken: string } }).credential.accessToken),
    );

  const isRefused = async (id: string): Promise<unknown> => {
    const rows: { needs_reauthorization: boolean }[] = await db.read.query(
      'select needs_reauthorization from oauth_connections where id = $1',
      [id],
    );
    return rows[0]?.needs_reauthorization;
  };

  it('of an instance the settings lost cannot be used, but looked at and forgotten', async () => {
    const { id, userId } = await connection(60, [KEY], 'lost');
    const { access, connections } = services();
    const lost = { kind: 'github', instance: 'lost' } as const;

    await expect(tokenInUse(access, id)).rejects.toMatchObject({ code: 'oauth.unknown_instance' });
    await expect(connections.refresh(userId, lost)).rejects.toMatchObject({ code: 'oauth.unknown_instance' });
    const listed = await connections.list(userId);
    const ended = await connections.disconnect(userId, lost);

    expect(listed).toMatchObject([{ row: { id, instance: 'lost' }, missingScopes: [] }]);
    expect(ended).toMatchObject({ connectionId: id, revokedAtProvider: false });
    await expect(connections.get(userId, lost)).rejects.toMatchObject({ code: 'oauth.no_connection' });
  });

  it('are used as they are while they last', async () => {
    const { id } = await connection(60);

    expect(await tokenInUse(services().access, id)).toBe('access-0');
    expect(forge.calls).toBe(0);
  });

  it('are refreshed before use when their end is near, by one of many processes', async () => {
    const { id } = await connection(2);
    const processes = Array.from({ length: 12 }, () => services().access);

    const tokens = await Promise.all(processes.map((access) => tokenInUse(access, id)));
    const later = await tokenInUse(services().access, id);

    expect(new Set([...tokens, later])).toEqual(new Set(['access-1']));
    expect(forge.calls).toBe(1);
    expect(await isRefused(id)).toBe(false);
  });

  it('need reauthorization after a refused refresh, and the forge is not asked again', async () => {
    const { id } = await connection(-1);
    forge.current = 'another';
    const { access } = services();

    await expect(tokenInUse(access, id)).rejects.toMatchObject({ code: 'oauth.needs_reauthorization' });
    await expect(tokenInUse(access, id)).rejects.toMatchObject({ code: 'oauth.needs_reauthorization' });

    expect(forge.calls).toBe(1);
    expect(await isRefused(id)).toBe(true);
  });

  it('stay in use for their last minutes while the forge is away', async () => {
    const { id } = await connection(2);
    forge.failure = new ForgeError('github', 'unavailable');

    expect(await tokenInUse(services().access, id)).toBe('access-0');
    expect(await isRefused(id)).toBe(false);
  });

  it('cannot be used after their end while the forge is away, which is no refusal', async () => {
    const { id } = await connection(-1);
    forge.failure = new ForgeError('github', 'unavailable');

    await expect(tokenInUse(services().access, id)).rejects.toMatchObject({ kind: 'unavailable' });

    expect(await isRefused(id)).toBe(false);
  });

  it('are refreshed on request too, once for many requests at once', async () => {
    const { userId } = await connection(60);

    const views = await Promise.all(
      Array.from({ length: 8 }, () => services().connections.refresh(userId, FIRST_GITHUB)),
    );

    expect(forge.calls).toBe(1);
    expect(new Set(views.map(({ row }) => row.token_expires_at?.getTime())).size).toBe(1);
  });

  it('work on when another process replaced them in the middle of a use', async () => {
    const { id, userId } = await connection(60);
    const { access, connections } = services();
    const seen: string[] = [];

    const answer = await access.use(id, async (client) => {
      seen.push((client as unknown as { credential: { accessToken: string } }).credential.accessToken);
      if (seen.length > 1) return 'done';
      await connections.refresh(userId, FIRST_GITHUB);
      throw new ForgeError('github', 'unauthorized');
    });

    expect(answer).toBe('done');
    expect(seen).toEqual(['access-0', 'access-1']);
    expect(await isRefused(id)).toBe(false);
  });

  it('come under the first key by a rotation, after which the old key is not needed', async () => {
    const old = await connection(60, [OLD_KEY]);
    const both = services([KEY, OLD_KEY]);

    const rotated = await both.connections.rotateKeys();
    const again = await both.connections.rotateKeys();

    expect([rotated, again]).toEqual([1, 0]);
    expect(await tokenInUse(services([KEY]).access, old.id)).toBe('access-0');
  });
});
