import 'reflect-metadata';
import { RollupKeeper } from '../analytics/rollup.keeper';
import { AlertStore } from '../alert/alert.store';
import { createApp } from '../app';
import { SessionStore } from '../auth/session.store';
import { WebhookSecrets } from '../auth/webhook-secrets';
import { TokenCipher } from '../common/crypto/token-cipher';
import { IdempotencyStore } from '../common/http/idempotency.store';
import { Database } from '../database/database';
import { ConnectionService } from '../oauth/connection.service';
import { OAuthStateStore } from '../oauth/oauth-state.store';
import { HookSecrets } from '../repository/hook.secrets';
import { prepare } from '../foundation';

/** What the commands that need the whole application do; loaded when one of them runs, so that others start at once. */
export async function printOpenApi(): Promise<void> {
  const { config, embedded } = await prepare({});
  const { nest, openApi } = await createApp({ ...config, log: { ...config.log, level: 'silent' } });
  console.log(JSON.stringify(openApi, null, 2));
  await nest.close();
  await embedded?.stop();
}

/** Re-encrypts everything stored under the first key of OAUTH_TOKEN_ENCRYPTION_KEY. */
export async function rotateKeys(): Promise<void> {
  const { config, embedded } = await prepare({});
  try {
    const { nest } = await createApp({ ...config, log: { ...config.log, level: 'error' } });
    const [{ read: tx }, cipher] = [nest.get(Database), nest.get(TokenCipher)];
    const owners = {
      'webhook secrets of accounts': () => nest.get(WebhookSecrets).rotateKeys(),
      'forge tokens': () => nest.get(ConnectionService).rotateKeys(),
      'webhook secrets of repositories': () => nest.get(HookSecrets).rotateKeys(),
      'logins at a forge under way': () => nest.get(OAuthStateStore).reseal(tx, cipher),
      'what issuers said at a sign-in': () => nest.get(SessionStore).reseal(tx, cipher),
      'addresses and secrets of alerts': () => nest.get(AlertStore).reseal(tx, cipher),
      'answers kept for repeated requests': () => nest.get(IdempotencyStore).reseal(tx, cipher),
    };
    for (const [what, reseal] of Object.entries(owners)) console.log(`${what}: ${await reseal()} re-encrypted`);
    await nest.close();
  } finally {
    await embedded?.stop();
  }
}

/** Adds all figures' roll-ups up anew. Safe beside a running service. */
export async function rebuildAnalytics(): Promise<void> {
  const { config, embedded } = await prepare({});
  try {
    const { nest } = await createApp({ ...config, log: { ...config.log, level: 'error' } });
    await nest.get(RollupKeeper).rebuild((done, of) => {
      console.log(`${done} of ${of} repositories`);
    });
    await nest.close();
  } finally {
    await embedded?.stop();
  }
}
