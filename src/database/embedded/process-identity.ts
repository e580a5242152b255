import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A process as told from a later one that got the same pid. `startedAt` is '0' where the system has no /proc. */
interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** State letter and start time of a process from /proc, or null when it is not there (or there is no /proc). */
function procStat(pid: number): { state: string; startedAt: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return { state: fields[0] ?? '', startedAt: `${boot}${fields[19] ?? ''}` };
  } catch {
    return null;
  }
}

/** Whether a process with this pid runs. A killed process that its parent has not collected yet does not count. */
export function isPidAlive(pid: number): boolean {
  // Zero and negative numbers would address process groups.
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return procStat(pid)?.state !== 'Z';
}

function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  if (!isPidAlive(pid)) return false;
  const now = procStat(pid);
  return startedAt === '0' || now === null || now.startedAt === startedAt;
}

/**
 * A file name that only this call owns and that says which process made it. Creating an empty file is one step, so
 * nobody ever reads a half-written claim.
 */
export function newClaim(): string {
  return `${process.pid}.${procStat(process.pid)?.startedAt ?? '0'}.${randomBytes(4).toString('hex')}`;
}

/** The process a claim names, or null when the name is not a claim. */
export function claimPid(claim: string): number | null {
  const match = /^(\d+)\.[0-9a-f]+\.[0-9a-f]+$/.exec(claim);
  return match ? Number(match[1]) : null;
}

/** Whether the process that made the claim still runs; false for a name that is no claim. */
export function isClaimAlive(claim: string): boolean {
  const [pid, startedAt] = claim.split('.');
  if (claimPid(claim) === null || pid === undefined || startedAt === undefined) return false;
  return isAlive({ pid: Number(pid), startedAt });
}
