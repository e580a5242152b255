import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks are 10 ms on every Linux we run on. */
const TICK_US = 10_000;

interface Stat {
  readonly parent: number;
  readonly cpuUs: number;
}

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in parentheses, may hold spaces.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1] ?? 0, cpuUs: ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_US };
  } catch {
    return null;
  }
}

/** CPU time a process used so far, µs; NaN where there is no /proc. Unlike a speed it hardly depends on who else is busy. */
export function cpuOf(pid: number | undefined): number {
  return pid === undefined ? NaN : (statOf(pid)?.cpuUs ?? NaN);
}

/** CPU time of the PostgreSQL that `backend` belongs to, µs: the postmaster and all that live. NaN without /proc. */
export function cpuOfPostgres(backend: number): number {
  const postmaster = statOf(backend)?.parent;
  if (postmaster === undefined) return NaN;
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .map((pid) => ({ pid, stat: statOf(pid) }))
    .filter(({ pid, stat }) => pid === postmaster || stat?.parent === postmaster)
    .reduce((all, { stat }) => all + (stat?.cpuUs ?? 0), 0);
}
