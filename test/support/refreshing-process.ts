// Uses one account many times at once, in a process of its own:
// `node -r ./test/support/require-ts.js test/support/refreshing-process.ts <plan as JSON>`. Says `ready`, waits for a line,
// then says who each use acted as.
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { SystemClock } from '../../src/common/clock';
import { TokenCipher } from '../../src/common/crypto/token-cipher';
import type { Fields } from '../../src/common/fields';
import type { CryptoConfig } from '../../src/config/config';
import { createDataSource } from '../../src/database/data-source';
import { Database } from '../../src/database/database';
import { ENTITIES } from '../../src/entities';
import { ForgeRegistry } from '../../src/forge/forge.registry';
import { createGitLabDriver } from '../../src/forge/gitlab/driver';
import { ForgeAccess } from '../../src/oauth/forge-access';
import { OAuthConnectionStore } from '../../src/oauth/oauth-connection.store';
import { TokenKeeper } from '../../src/oauth/token-keeper';

const planSchema = z.object({
  databaseUrl: z.string(),
  key: z.string(),
  connectionId: z.string(),
  uses: z.number(),
  settings: z.object({
    baseUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    redirectUri: z.string(),
    scopes: z.array(z.string()),
    requestTimeoutMs: z.number(),
    userAgent: z.string(),
  }),
});
export type RefreshingPlan = z.infer<typeof planSchema>;

async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const plan = planSchema.parse(JSON.parse(process.argv[2] ?? ''));
  // Every use holds a connection of the pool while it waits for the lock.
  const source = createDataSource({ url: plan.databaseUrl, entities: ENTITIES, poolSize: plan.uses });
  const db = new Database(await source.initialize());
  const crypto: Fields<CryptoConfig> = { encryptionKeys: [plan.key] };
  const [clock, store] = [new SystemClock(), new OAuthConnectionStore()];
  const registry = new ForgeRegistry([createGitLabDriver(plan.settings)]);
  const keeper = new TokenKeeper(db, store, registry, new TokenCipher(crypto), clock);
  const access = new ForgeAccess(db, store, registry, keeper, clock);
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const use = (): Promise<string> => access.use(plan.connectionId, async (client) => (await client.account()).username);
  const names = await Promise.all(Array.from({ length: plan.uses }, use));
  process.stdout.write(`${JSON.stringify(names)}\n`);
  await db.close();
  process.stdin.destroy();
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
});
