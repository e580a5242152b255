import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv as parseDotEnv } from 'node:util';
import { ConfigError, SECRET_VARIABLES } from './env';

type RawEnv = Readonly<Record<string, string | undefined>>;

/** The process environment over a `.env` file in `cwd`, with every `<SECRET>_FILE` resolved. */
export function readEnvironment(cwd: string, processEnv: RawEnv = process.env): RawEnv {
  const file = path.join(cwd, '.env');
  const raw: Record<string, string | undefined> = {
    ...(existsSync(file) ? parseDotEnv(readFileSync(file, 'utf8')) : {}),
    ...processEnv,
  };
  for (const name of SECRET_VARIABLES) {
    const secretFile = raw[`${name}_FILE`];
    if (secretFile === undefined || secretFile === '') continue;
    if (raw[name] !== undefined && raw[name] !== '')
      throw new ConfigError([`${name} and ${name}_FILE are both set; keep one`]);
    try {
      raw[name] = readFileSync(secretFile, 'utf8').trim();
    } catch {
      throw new ConfigError([`${name}_FILE names a file that cannot be read`]);
    }
  }
  return raw;
}

/**
 * The encryption key of an installation that sets none: made once, kept in the data folder (mode 0600). Losing that
 * folder loses the stored tokens with it, which is why production must set its own.
 */
export function readOrCreateKey(dataDir: string, generate: () => string): string {
  const file = path.join(dataDir, 'encryption.key');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${generate()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
