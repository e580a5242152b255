import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimPid, isClaimAlive, newClaim } from './process-identity';

const POLL_MS = 20;
// A first start takes about 1 s and a crash recovery seldom more than 60 s; three of them may queue.
const TIMEOUT_MS = 180_000;

interface Ticket {
  readonly file: string;
  readonly number: number;
  readonly claim: string;
}

/** The entries of one kind, first in line first; also those of dead processes. */
function entries(folder: string, kind: 'choosing' | 'ticket'): Ticket[] {
  return readdirSync(folder)
    .map((file) => ({ file, match: /^(choosing|ticket)-(\d+)-(.+)$/.exec(file) }))
    .filter(({ match }) => match?.[1] === kind)
    .map(({ file, match }) => ({ file, number: Number(match?.[2]), claim: match?.[3] ?? '' }))
    .sort((a, b) => (comesBefore(a, b) ? -1 : 1));
}

/** The first live one. Those of dead processes before it are removed: names are never used twice, so that is safe. */
function firstAlive(folder: string, line: readonly Ticket[]): Ticket | undefined {
  return line.find((entry) => {
    if (isClaimAlive(entry.claim)) return true;
    rmSync(path.join(folder, entry.file), { force: true });
    return false;
  });
}

const comesBefore = (a: Ticket, b: Ticket): boolean =>
  a.number < b.number || (a.number === b.number && a.claim < b.claim);

/**
 * Runs `work` while no other process (nor another call in this one) is inside a section on the same folder.
 *
 * Lamport's bakery over files instead of one lock file: a lock file left by a killed process must be stolen, and two
 * thieves can steal it from each other; here every process removes only its own or a dead process's ticket.
 * Throws when the turn has not come after three minutes.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claim = newClaim();
  const choosing = path.join(folder, `choosing-0-${claim}`);
  let mine: Ticket | null = null;
  try {
    writeFileSync(choosing, '', { mode: 0o600 });
    const number = 1 + Math.max(0, ...entries(folder, 'ticket').map((ticket) => ticket.number));
    mine = { file: `ticket-${number}-${claim}`, number, claim };
    writeFileSync(path.join(folder, mine.file), '', { mode: 0o600 });
    rmSync(choosing, { force: true });
    await ourTurn(folder, mine, timeoutMs);
    return await work();
  } finally {
    rmSync(choosing, { force: true });
    if (mine) rmSync(path.join(folder, mine.file), { force: true });
  }
}

async function ourTurn(folder: string, mine: Ticket, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    // Two readings, in this order: whoever is not choosing any more has its ticket in place for the second one.
    const choosing = firstAlive(folder, entries(folder, 'choosing'));
    const ahead = entries(folder, 'ticket').filter((other) => comesBefore(other, mine));
    const first = choosing ?? firstAlive(folder, ahead);
    if (!first) return;
    if (Date.now() > deadline) {
      throw new Error(
        `process ${claimPid(first.claim) ?? 0} is starting or stopping the same database for more than ` +
          `${Math.round(timeoutMs / 1000)} s: end it, or delete ${folder} if it is no DevFlowFix process`,
      );
    }
    await sleep(POLL_MS);
  }
}
