import 'reflect-metadata';
import { createApp } from '../app';
import { WebhookSecrets } from '../auth/webhook-secrets';
import { Fernet } from '../common/crypto/fernet';
import { exitWith } from '../exit';
import { ConnectionService } from '../oauth/connection.service';
import { HookSecrets } from '../repository/hook.secrets';
import { prepare, start } from '../start';

/** What the commands that need the application do; loaded when one of them runs, so that others start at once. */
export const run = start;

export async function migrate(): Promise<void> {
  const { embedded } = await prepare({ log: console.log });
  await embedded?.stop();
  console.log('the schema is up to date');
}

export async function printOpenApi(): Promise<void> {
  const { config, embedded } = await prepare({});
  const { nest, openApi } = await createApp({ ...config, log: { ...config.log, level: 'silent' } });
  console.log(JSON.stringify(openApi, null, 2));
  await nest.close();
  await embedded?.stop();
}

export function printKey(): void {
  console.log(Fernet.generateKey());
}

/** Re-encrypts everything stored under the first key of OAUTH_TOKEN_ENCRYPTION_KEY. */
export async function rotateKeys(): Promise<void> {
  const { config, embedded } = await prepare({});
  try {
    const { nest } = await createApp({ ...config, log: { ...config.log, level: 'error' } });
    const owners = {
      'webhook secrets of accounts': nest.get(WebhookSecrets),
      'forge tokens': nest.get(ConnectionService),
      'webhook secrets of repositories': nest.get(HookSecrets),
    };
    for (const [what, owner] of Object.entries(owners))
      console.log(`${what}: ${await owner.rotateKeys()} re-encrypted`);
    await nest.close();
  } finally {
    await embedded?.stop();
  }
}

export function fail(error: unknown): void {
  exitWith(error);
}
