import { FakeClock } from '../../test/support/fake-clock';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { insertUser } from '../../test/support/test-user';
import { Fernet } from '../common/crypto/fernet';
import { TokenCipher } from '../common/crypto/token-cipher';
import type { Fields } from '../common/fields';
import type { CryptoConfig } from '../config/config';
import { createDataSource } from '../database/data-source';
import { Database } from '../database/database';
import { ENTITIES } from '../entities';
import { WebhookSecretStore } from './webhook-secret.store';
import { WebhookSecrets } from './webhook-secrets';

const [OLD_KEY, KEY] = [Fernet.generateKey(), Fernet.generateKey()];

describe('v1 webhook secrets', () => {
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = new Database(await createDataSource({ url: database.url, entities: ENTITIES }).initialize());
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  function secretsUnder(encryptionKeys: readonly string[]): WebhookSecrets {
    const config: Fields<CryptoConfig> = { encryptionKeys };
    return new WebhookSecrets(db, new WebhookSecretStore(), new TokenCipher(config), new FakeClock());
  }

  const user = (): Promise<string> => insertUser(db.read);

  it('can be read again for checking a signature, the newest only', async () => {
    const [owner, stranger] = [await user(), await user()];
    const secrets = secretsUnder([KEY]);

    await secrets.rotate(db.read, owner);
    const { secret } = await secrets.rotate(db.read, owner);

    expect(await secrets.secretsOf([stranger, owner])).toEqual([null, secret]);
  });

  it('come under the first key by a rotation, after which the old key is not needed', async () => {
    const owner = await user();
    const { secret } = await secretsUnder([OLD_KEY]).rotate(db.read, owner);

    const rotated = await secretsUnder([KEY, OLD_KEY]).rotateKeys();
    const again = await secretsUnder([KEY, OLD_KEY]).rotateKeys();

    expect([rotated, again]).toEqual([1, 0]);
    expect(await secretsUnder([KEY]).secretsOf([owner])).toEqual([secret]);
  });
});
