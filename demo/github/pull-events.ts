import { z } from 'zod';
import { compare } from './comparisons';
import { readPull } from './pulls.payload';
import type { Pull } from './pulls.store';
import type { PullEvent } from './pulls.types';
import type { BranchListener } from './push-events';
import type { RepositoryEntry } from './repositories';
import { emit } from './world';
import type { World } from './world';

/** Tells of a pull request: its webhook, then whoever listens. */
export async function pullHappened(world: World, event: PullEvent): Promise<void> {
  const { entry, pull, action, by, details } = event;
  if (world.hooks.anyWants(entry.id, 'pull_request')) {
    const payload = { action, number: pull.number, pull_request: await readPull(world, entry, pull), ...details };
    await emit(world, entry, { name: 'pull_request', sender: by, payload });
  }
  for (const listener of world.pullListeners) await listener(event);
}

/** Sets the state in the emulator, too, which shows it in lists of issues. */
export async function setState(
  world: World,
  entry: RepositoryEntry,
  pull: Pull,
  state: 'open' | 'closed',
): Promise<void> {
  await world.upstream.call(z.unknown(), {
    as: world.repositories.administrator(entry),
    method: 'PATCH',
    path: `/repos/${entry.fullName}/pulls/${pull.number}`,
    body: { state },
  });
  pull.state = state;
  pull.updatedAt = new Date();
  pull.closedAt = state === 'closed' ? new Date() : null;
}

/** Pull requests follow their branches: new commits, a deleted head, a head that reached the base without a merge here. */
export function pullListener(world: World): BranchListener {
  return async ({ entry, branch, before, after, by }) => {
    for (const pull of world.pulls.openOf(entry.id)) {
      if (pull.headRef === branch) await headMoved(world, entry, pull, { before, after, by });
      else if (pull.baseRef === branch && after !== null) await baseMoved(world, entry, pull, after, by);
    }
  };
}

async function headMoved(
  world: World,
  entry: RepositoryEntry,
  pull: Pull,
  move: { readonly before: string | null; readonly after: string | null; readonly by: string },
): Promise<void> {
  const { before, after, by } = move;
  if (after === null) {
    await setState(world, entry, pull, 'closed');
    await pullHappened(world, { entry, pull, action: 'closed', by });
    return;
  }
  // Opened after this push, which is told only now.
  if (pull.headSha === after) return;
  pull.headSha = after;
  pull.updatedAt = new Date();
  await pullHappened(world, { entry, pull, action: 'synchronize', by, details: { before, after } });
}

async function baseMoved(world: World, entry: RepositoryEntry, pull: Pull, after: string, by: string): Promise<void> {
  const between = await compare(world, entry, after, pull.headSha);
  // Everything of the head is in the base now: GitHub counts that as merged.
  if (between?.aheadBy === 0) {
    pull.merge = { sha: after, by, at: new Date() };
    await setState(world, entry, pull, 'closed');
    await pullHappened(world, { entry, pull, action: 'closed', by });
    return;
  }
  pull.baseSha = after;
}
