import { Fernet } from './common/crypto/fernet';
import { buildConfig, readEarlyConfig, type Config } from './config/config';
import { readEnvironment, readOrCreateKey } from './config/environment';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './database/embedded/embedded-postgres';
import { migrate } from './database/migrate';
import { freePort } from './free-port';

const DEFAULT_PORT = 3000;

/** A database that runs and has this version's schema, and all settings. */
export interface Foundation {
  readonly config: Config;
  /** The same settings on another free port; null when PORT says which it must be. */
  readonly elsewhere: (() => Promise<Config>) | null;
  /** Null when DATABASE_URL names a server of somebody else's. */
  readonly embedded: EmbeddedPostgres | null;
}

/** Reads the settings, starts the embedded database unless DATABASE_URL is set, and migrates unless told not to. */
export async function prepare(options: {
  environment?: Readonly<Record<string, string | undefined>>;
  log?: (message: string) => void;
  /** False: the schema is left as it is. */
  migrates?: boolean;
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
    const settings = (port: number): Config =>
      buildConfig(environment, cwd, { databaseUrl, port, encryptionKeys, terminal: process.stdout.isTTY });
    const config = settings(early.port ?? (await freePort(early.host, DEFAULT_PORT)));
    const migrated = options.migrates === false ? [] : await migrate(databaseUrl);
    if (migrated.length > 0) options.log?.(`database migrated: ${migrated.length} steps`);
    const elsewhere = early.port === null ? async () => settings(await freePort(early.host, 0)) : null;
    return { config, embedded, elsewhere };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
