import 'reflect-metadata';
import { Command } from 'commander';
import { createApp } from './app';
import { WebhookSecrets } from './auth/webhook-secrets';
import { Fernet } from './common/crypto/fernet';
import { exitWith } from './exit';
import { ConnectionService } from './oauth/connection.service';
import { HookSecrets } from './repository/hook.secrets';
import { prepare, start } from './start';

const program = new Command('devflowfix')
  .description('Closes the loop on red CI.')
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: false });

program
  .command('start', { isDefault: true })
  .description('answer HTTP and run tasks in one process (the default)')
  .action(async () => {
    await start(['http', 'tasks']);
  });

program
  .command('serve')
  .description('answer HTTP only')
  .action(async () => {
    await start(['http']);
  });

program
  .command('worker')
  .description('run tasks only')
  .action(async () => {
    await start(['tasks']);
  });

program
  .command('migrate')
  .description('bring the database schema to this version')
  .action(async () => {
    const { embedded } = await prepare({ log: console.log });
    await embedded?.stop();
    console.log('the schema is up to date');
  });

program
  .command('openapi')
  .description('print the OpenAPI document')
  .action(async () => {
    const { config, embedded } = await prepare({});
    const { nest, openApi } = await createApp({ ...config, log: { ...config.log, level: 'silent' } });
    console.log(JSON.stringify(openApi, null, 2));
    await nest.close();
    await embedded?.stop();
  });

const keys = program.command('keys').description('the encryption keys of stored tokens and secrets');

keys
  .command('generate')
  .description('print a new key for OAUTH_TOKEN_ENCRYPTION_KEY')
  .action(() => {
    console.log(Fernet.generateKey());
  });

keys
  .command('rotate')
  .description('re-encrypt everything stored under the first key of OAUTH_TOKEN_ENCRYPTION_KEY')
  .action(async () => {
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
  });

program.parseAsync().catch(exitWith);
