import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { Fernet } from '../../src/common/crypto/fernet';
import { TokenCipher } from '../../src/common/crypto/token-cipher';
import type { Fields } from '../../src/common/fields';
import { newId } from '../../src/common/ids';
import type { CryptoConfig } from '../../src/config/config';
import { createDataSource } from '../../src/database/data-source';
import { Database } from '../../src/database/database';
import { ENTITIES } from '../../src/entities';
import { OAuthConnectionStore } from '../../src/oauth/oauth-connection.store';
import type { RefreshingPlan } from '../support/refreshing-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { insertUser } from '../support/test-user';

const ROOT = path.join(__dirname, '../..');
/** Twenty in all. */
const USES = [7, 7, 6];
const SOON_MS = 60_000;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that uses the account once `go` is called; resolves with who each use acted as. */
async function startProcess(plan: RefreshingPlan): Promise<{ readonly go: () => Promise<string[]> }> {
  const program = path.join(ROOT, 'test/support/refreshing-process.ts');
  const loader = path.join(ROOT, 'test/support/require-ts.js');
  const child = spawn(process.execPath, ['-r', loader, program, JSON.stringify(plan)], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line: IteratorResult<string, undefined> = await lines.next();
    if (line.done === true) throw new Error('the process ended without a word');
    return line.value;
  };
  expect(await next()).toBe('ready');
  return {
    go: async () => {
      child.stdin.write('go\n');
      const names = JSON.parse(await next()) as string[];
      if (child.exitCode === null) await once(child, 'exit');
      return names;
    },
  };
}

describe('tokens of a GitLab account', () => {
  let gitlab: DemoGitLab;
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    gitlab = await startDemoGitLab();
    database = await createTestDatabase();
    db = new Database(await createDataSource({ url: database.url, entities: ENTITIES }).initialize());
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
    await gitlab.close();
  });

  it('are refreshed exactly once by twenty tasks in three processes that find them near their end', async () => {
    const key = Fernet.generateKey();
    const crypto: Fields<CryptoConfig> = { encryptionKeys: [key] };
    const cipher = new TokenCipher(crypto);
    const pair = gitlab.oauthToken('dana', ['api']);
    const [connectionId, userId] = [newId(), await insertUser(db.read)];
    const granted = {
      id: connectionId,
      user_id: userId,
      provider: 'gitlab' as const,
      instance: 'default',
      provider_user_id: '1',
      provider_username: 'dana',
      access_token: cipher.encrypt(pair.access),
      refresh_token: cipher.encrypt(pair.refresh),
      token_expires_at: new Date(Date.now() + SOON_MS),
      scopes: ['api'],
    };
    await new OAuthConnectionStore().save(db.read, granted, new Date());
    const settings = {
      baseUrl: gitlab.url,
      ...gitlab.oauthApp,
      redirectUri: '',
      scopes: ['api'],
      requestTimeoutMs: 20_000,
      userAgent: 'devflowfix-test',
    };
    const plans = USES.map((uses) => ({ databaseUrl: database.url, key, connectionId, uses, settings }));
    const processes = await Promise.all(plans.map(startProcess));

    const names = (await Promise.all(processes.map(({ go }) => go()))).flat();
    const row = await new OAuthConnectionStore().find(db.read, connectionId);

    expect(names).toEqual(Array.from({ length: 20 }, () => 'dana'));
    expect(gitlab.refreshes()).toBe(1);
    expect(row).toMatchObject({ needs_reauthorization: false, is_active: true });
    expect(row?.access_token).not.toBe(granted.access_token);
    expect(row?.token_expires_at?.getTime()).toBeGreaterThan(Date.now() + SOON_MS);
  });
});
