import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
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

const UNPRIVILEGED = ['postgres', 'nobody'];

function unprivilegedUsers(): User[] {
  let passwd: string;
  try {
    passwd = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  const users = passwd.split('\n').map((line) => line.split(':'));
  return UNPRIVILEGED.flatMap((wanted) => {
    const user = users.find(([name]) => name === wanted);
    const [uid, gid] = [Number(user?.[2]), Number(user?.[3])];
    return Number.isInteger(uid) && uid > 0 && Number.isInteger(gid) ? [{ name: wanted, uid, gid }] : [];
  });
}

function hasUserName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/**
 * Picks the way to run PostgreSQL's programs; `wanted` forces one. `reachable` are paths the programs must be able to
 * reach. Throws, naming DATABASE_URL, when there is none.
 */
export function chooseRunner(dataDir: string, reachable: string[], wanted?: How): Runner {
  const isRoot = process.getuid?.() === 0;
  const isPlainEnough = process.platform === 'win32' || (!isRoot && hasUserName());
  if (wanted === 'plain' || (wanted === undefined && isPlainEnough)) {
    return { how: 'plain', command: (file, args) => ({ file, args, as: {} }), give: () => undefined };
  }
  // Inside the namespace we appear as a user that has a name; outside, files belong to us as before.
  const [inside] = unprivilegedUsers().reverse();
  const map = inside ? ['-U', `--map-user=${inside.uid}`, `--map-group=${inside.gid}`] : null;
  if (wanted !== 'setuid' && map && spawnSync('unshare', [...map, 'true'], { stdio: 'ignore' }).status === 0) {
    return {
      how: 'userns',
      command: (file, args) => ({ file: 'unshare', args: [...map, '--', file, ...args], as: {} }),
      give: () => undefined,
    };
  }
  if (!isRoot) {
    throw new Error(
      `PostgreSQL cannot run as user id ${process.getuid?.() ?? -1}, which has no entry in /etc/passwd, and this ` +
        'machine allows no user namespaces: run DevFlowFix as a named user, or set DATABASE_URL to a PostgreSQL server',
    );
  }
  return setuidRunner(dataDir, reachable);
}

function setuidRunner(dataDir: string, reachable: string[]): Runner {
  const [user] = unprivilegedUsers();
  if (!user) {
    throw new Error(
      'PostgreSQL refuses to run as root, and this machine has neither user namespaces nor a user postgres or nobody: ' +
        'run DevFlowFix as an ordinary user, or set DATABASE_URL to a PostgreSQL server',
    );
  }
  const as = { uid: user.uid, gid: user.gid };
  // The user must pass through the data folder, but not list it: other secrets in it keep their own modes.
  chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  for (const target of [dataDir, ...reachable]) {
    const probe = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', target], { ...as, cwd: '/', stdio: 'ignore' });
    if (probe.status === 0) continue;
    throw new Error(
      `PostgreSQL refuses to run as root, and the user ${user.name} may not reach ${target}: ` +
        'run DevFlowFix as an ordinary user, move it to a folder others may enter, or set DATABASE_URL to a PostgreSQL server',
    );
  }
  const give = (place: string): void => {
    const stat = lstatSync(place);
    if (stat.isSymbolicLink()) return;
    if (stat.uid !== as.uid || stat.gid !== as.gid) chownSync(place, as.uid, as.gid);
    if (stat.isDirectory()) for (const name of readdirSync(place)) give(path.join(place, name));
  };
  return { how: 'setuid', command: (file, args) => ({ file, args, as }), give };
}
