import { Logger as NestLoggerFacade } from '@nestjs/common';
import { createApp } from './app';
import { Fernet } from './common/crypto/fernet';
import { createLogger } from './common/logging/logger';
import { buildConfig, readEarlyConfig, type Config } from './config/config';
import { readEnvironment, readOrCreateKey } from './config/environment';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './database/embedded/embedded-postgres';
import { migrate } from './database/migrate';
import { freePort } from './free-port';
import { TaskRunner } from './queue/task.runner';

/** What a process does: answer HTTP, run tasks, or both. */
export type Role = 'http' | 'tasks';

const DEFAULT_PORT = 3000;

/** A database that runs and has this version's schema, and all settings. */
export interface Foundation {
  readonly config: Config;
  /** Null when DATABASE_URL names a server of somebody else's. */
  readonly embedded: EmbeddedPostgres | null;
}

/** Reads the settings, starts the embedded database unless DATABASE_URL is set, and migrates. */
export async function prepare(options: {
  environment?: Readonly<Record<string, string | undefined>>;
  log?: (message: string) => void;
}): Promise<Foundation> {
  const cwd = process.cwd();
  const environment = options.environment ?? readEnvironment(cwd);
  const early = readEarlyConfig(environment, cwd);
  const encryptionKeys =
    early.encryptionKeys.length > 0
      ? early.encryptionKeys
      : [readOrCreateKey(early.dataDir, () => Fernet.generateKey())];
  const embedded =
    early.databaseUrl === null
      ? await startEmbeddedPostgres({
          dataDir: early.dataDir,
          ...(options.log === undefined ? {} : { log: options.log }),
        })
      : null;
  try {
    const databaseUrl = embedded?.url ?? early.databaseUrl ?? '';
    const config = buildConfig(environment, cwd, {
      databaseUrl,
      port: early.port ?? (await freePort(early.host, DEFAULT_PORT)),
      encryptionKeys,
      terminal: process.stdout.isTTY,
    });
    const migrated = await migrate(databaseUrl);
    if (migrated.length > 0) options.log?.(`database migrated: ${migrated.length} steps`);
    return { config, embedded };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** A running process and the way to end it. */
export interface Running {
  readonly url: string | null;
  /** Drains: no new requests or tasks, waits for running ones, then stops the database if it is ours. */
  stop(): Promise<void>;
}

/** Starts a process in the given roles and stops it cleanly on SIGTERM and SIGINT. */
export async function start(roles: readonly Role[]): Promise<Running> {
  const startedAt = performance.now();
  const { config, embedded } = await prepare({
    log: (message) => {
      process.stderr.write(`${message}\n`);
    },
  });
  const logger = createLogger(config.log);
  try {
    const { nest } = await createApp(config, { logger });
    if (roles.includes('http')) await nest.listen(config.http.port, config.http.host);
    if (roles.includes('tasks')) await nest.get(TaskRunner).start();
    const stop = once(async () => {
      await nest.close();
      // Last: whoever still drains needs it.
      await embedded?.stop();
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        logger.info({ signal }, 'stopping');
        stop().then(
          () => process.exit(0),
          (error: unknown) => {
            logger.error({ error }, 'stopping failed');
            process.exit(1);
          },
        );
      });
    }
    const url = roles.includes('http') ? config.http.publicUrl : null;
    new NestLoggerFacade('Start').log(
      {
        url: url ?? undefined,
        docs: url === null ? undefined : `${url}/docs`,
        roles,
        node: process.version,
        database: embedded === null ? 'DATABASE_URL' : `embedded (${embedded.how})`,
        ms: Math.round(performance.now() - startedAt),
      },
      'DevFlowFix is ready',
    );
    return { url, stop };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= work());
}
