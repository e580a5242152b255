import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { endWithReader } from './cli/closed-pipe';
import { diagnoseCommand } from './cli/diagnose';
import { fixCommand } from './cli/fix';
import type { Role } from './start';

// Everything else is loaded by the commands that need it: a key or a diagnosis need not wait for the application.
const service = () => import('./cli/service.js');
const run = async (roles: readonly Role[]) => (await import('./start.js')).start(roles);

endWithReader(process.stdout, process.stderr);

const program = new Command('devflowfix')
  .description('Closes the loop on red CI.')
  .version(ownVersion())
  .showHelpAfterError()
  .configureHelp({ sortSubcommands: false });

program
  .command('start', { isDefault: true })
  .description('answer HTTP and run tasks in one process (the default)')
  .action(async () => {
    await run(['http', 'tasks']);
  });

program
  .command('serve')
  .description('answer HTTP only')
  .action(async () => {
    await run(['http']);
  });

program
  .command('worker')
  .description('run tasks only')
  .action(async () => {
    await run(['tasks']);
  });

program
  .command('migrate')
  .description('bring the database schema to this version')
  .action(async () => {
    const { prepare } = await import('./foundation.js');
    const { embedded } = await prepare({ log: console.log });
    await embedded?.stop();
    console.log('the schema is up to date');
  });

program
  .command('openapi')
  .description('print the OpenAPI document')
  .action(async () => {
    await (await service()).printOpenApi();
  });

program
  .command('doctor')
  .description('check settings, database, clock, queue, forges and webhooks, and say how to mend what is wrong')
  .option('--json', 'for programs')
  .action(async ({ json = false }: { json?: boolean }) => {
    await (await import('./cli/doctor.js')).doctor({ json });
  });

program.addCommand(diagnoseCommand());
program.addCommand(fixCommand());

const keys = program.command('keys').description('the encryption keys of stored tokens and secrets');

keys
  .command('generate')
  .description('print a new key for OAUTH_TOKEN_ENCRYPTION_KEY')
  .action(async () => {
    const { Fernet } = await import('./common/crypto/fernet.js');
    console.log(Fernet.generateKey());
  });

keys
  .command('rotate')
  .description('re-encrypt everything stored under the first key of OAUTH_TOKEN_ENCRYPTION_KEY')
  .action(async () => {
    await (await service()).rotateKeys();
  });

program
  .command('analytics')
  .description('the roll-ups that figures are read from')
  .command('rebuild')
  .description('add everything up anew, from the runs alone')
  .action(async () => {
    await (await service()).rebuildAnalytics();
  });

program.parseAsync().catch(async (error: unknown) => {
  (await import('./exit.js')).exitWith(error);
});

/** The version of the package this program came with: it is run as dist/src/cli.js. */
function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
