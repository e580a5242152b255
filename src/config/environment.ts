import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  return withSecretFiles(raw);
}

/**
 * The process environment alone, with every `<SECRET>_FILE` resolved: for commands that run in a working tree, whose
 * `.env` is a stranger's and must not say where our keys are sent.
 */
export function readProcessEnvironment(processEnv: RawEnv = process.env): RawEnv {
  return withSecretFiles({ ...processEnv });
}

function withSecretFiles(raw: Record<string, string | undefined>): RawEnv {
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
    // Most likely a mount that failed; taken for "not set" it would start a database or make a key nobody asked for.
    if (raw[name] === '') throw new ConfigError([`${name}_FILE names an empty file`]);
  }
  withExtraCertificates(raw);
  return raw;
}

/** A list of certificates takes the place of Node's own, and with it of NODE_EXTRA_CA_CERTS: so those are added to ours. */
function withExtraCertificates(raw: Record<string, string | undefined>): void {
  const file = raw.NODE_EXTRA_CA_CERTS ?? '';
  // Node itself passes over a file that is not there, with a warning.
  if (file === '' || !existsSync(file)) return;
  for (const name of ['GITHUB_CA', 'GITLAB_CA']) {
    const own = raw[name];
    if (own !== undefined && own !== '') raw[name] = `${own}\n${readFileSync(file, 'utf8')}`;
  }
}

/**
 * The encryption key of an installation that sets none: made once, kept in the data folder (mode 0600). Losing that
 * folder loses the stored tokens with it, which is why production must set its own.
 */
export function readOrCreateKey(dataDir: string, generate: () => string): string {
  const file = path.join(dataDir, 'encryption.key');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    // Written beside and then linked, so that nobody who starts now reads a half-written key; the first link wins.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${generate()}\n`, { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}
