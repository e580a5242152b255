import { spawnSync } from 'node:child_process';
import { chmodSync, lchownSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';

/** `plain`: as this user. `userns`: in a user namespace, files stay ours. `setuid`: as the user postgres or nobody. */
export type How = 'plain' | 'userns' | 'setuid';

/** A command ready for spawn. */
export interface Command {
  readonly file: string;
  readonly args: string[];
  readonly as: { uid?: number; gid?: number };
}

/** How PostgreSQL's programs are run on this machine: they refuse to run as root or as a user without a name. */
export interface Runner {
  readonly how: How;
  command(file: string, args: string[]): Command;
  /** Makes a folder, with all in it, belong to the user the programs run as. */
  give(folder: string): void;
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const INSTEAD = 'set DATABASE_URL to a PostgreSQL server';

/** Nothing of our own environment: an odd locale, a missing HOME or PG* variables must not reach the server. */
export const BASE_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' } as const;

const isServiceUser = ({ name }: User): boolean => name === 'postgres' || name === 'nobody';

/** The users of /etc/passwd except root; `postgres` before `nobody`, who may own files of others. */
function namedUsers(): User[] {
  let passwd: string;
  try {
    passwd = readFileSync('/etc/passwd', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && Number.isInteger(gid) && Number.isInteger(uid) && uid > 0)
    .sort((a, b) => Number(b.name === 'postgres') - Number(a.name === 'postgres'));
}

function hasUserName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** Paths the programs must be able to use: `dataDir` with the data, and others only to enter or run. */
export interface Reach {
  readonly dataDir: string;
  readonly programs: readonly string[];
}

/** The first of the paths that commands run this way cannot pass through, or null. */
function unreachable(command: Runner['command'], { dataDir, programs }: Reach): string | null {
  for (const target of [dataDir, ...programs]) {
    const { file, args, as } = command('/bin/sh', ['-c', 'test -x "$1"', 'sh', target]);
    const probe = spawnSync(file, args, { ...as, cwd: '/', env: BASE_ENVIRONMENT, stdio: 'ignore' });
    if (probe.status !== 0) return target;
  }
  return null;
}

/**
 * Picks the way to run PostgreSQL's programs; `wanted` forces one. Throws, naming DATABASE_URL, when there is none.
 */
export function chooseRunner(reach: Reach, wanted?: How): Runner {
  const isRoot = process.getuid?.() === 0;
  if (wanted === 'plain' || (wanted === undefined && (process.platform === 'win32' || (!isRoot && hasUserName())))) {
    return { how: 'plain', command: (file, args) => ({ file, args, as: {} }), give: () => undefined };
  }
  const runner = wanted === 'setuid' ? null : namespaceRunner(reach, isRoot);
  if (runner) return runner;
  if (isRoot) return setuidRunner(reach);
  throw new Error(
    `PostgreSQL cannot run as user id ${process.getuid?.() ?? -1}, which has no entry in /etc/passwd, and this ` +
      `machine allows no user namespaces: run DevFlowFix as a named user, or ${INSTEAD}`,
  );
}

/** Inside the namespace we appear as a user that has a name; outside, files belong to us as before. */
function namespaceRunner(reach: Reach, isRoot: boolean): Runner | null {
  const inside = namedUsers().find(({ name }) => name === 'nobody') ?? namedUsers()[0];
  if (!inside) return null;
  const map = ['-U', `--map-user=${inside.uid}`, `--map-group=${inside.gid}`, '--'];
  const command: Runner['command'] = (file, args) => ({ file: 'unshare', args: [...map, file, ...args], as: {} });
  if (unreachable(command, reach) !== null) return null;
  // Only root can own what an earlier start gave to another user.
  return { how: 'userns', command, give: isRoot ? giver({ uid: 0, gid: 0 }) : () => undefined };
}

function setuidRunner(reach: Reach): Runner {
  // The user must pass through the data folder, but not list it: other secrets in it keep their own modes.
  chmodSync(reach.dataDir, statSync(reach.dataDir).mode | 0o011);
  const folderOwner = statSync(path.dirname(reach.dataDir)).uid;
  const users = namedUsers();
  const candidates = [...users.filter(({ uid }) => uid === folderOwner), ...users.filter(isServiceUser)];
  let obstacle = 'this machine has no user postgres or nobody to run it as';
  for (const { name, uid, gid } of candidates) {
    const command: Runner['command'] = (file, args) => ({ file, args, as: { uid, gid } });
    const target = unreachable(command, reach);
    if (target === null) return { how: 'setuid', command, give: giver({ uid, gid }) };
    obstacle = `the user ${name} may not reach ${target}`;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, this machine allows no user namespaces, and ${obstacle}: ` +
      `run DevFlowFix as an ordinary user, or ${INSTEAD}`,
  );
}

function giver(owner: { uid: number; gid: number }): (place: string) => void {
  const give = (place: string): void => {
    const stat = lstatSync(place);
    if (stat.uid !== owner.uid || stat.gid !== owner.gid) lchownSync(place, owner.uid, owner.gid);
    if (stat.isDirectory()) for (const name of readdirSync(place)) give(path.join(place, name));
  };
  return give;
}
