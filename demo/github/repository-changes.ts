import { repositorySchema } from './payloads';
import type { Json } from './payloads';
import { invalid } from './problem';
import type { RepositoryEntry } from './repositories';
import { splitName } from './repositories';
import { emit } from './world';
import type { World } from './world';

/** Changes a repository's settings in the emulator and sends the `repository` events GitHub would. */
export async function changeRepository(world: World, entry: RepositoryEntry, by: string, changes: Json): Promise<void> {
  const before = { ...entry };
  const path = `/repos/${entry.fullName}`;
  const answer = await world.upstream.request({ as: by, method: 'PATCH', path, body: changes });
  if (answer.status !== 200) {
    throw invalid({
      resource: 'Repository',
      field: 'name',
      code: 'custom',
      message: 'name already exists on this account',
    });
  }
  world.repositories.learn(repositorySchema.parse(JSON.parse(answer.body.toString('utf8'))));
  for (const payload of eventsFor(before, entry)) await emit(world, entry, { name: 'repository', sender: by, payload });
}

function eventsFor(before: RepositoryEntry, after: RepositoryEntry): readonly Json[] {
  const events: Json[] = [];
  if (before.fullName !== after.fullName) {
    const from = splitName(before.fullName).name;
    events.push({ action: 'renamed', changes: { repository: { name: { from } } } });
  }
  if (before.isPrivate !== after.isPrivate) events.push({ action: after.isPrivate ? 'privatized' : 'publicized' });
  if (before.defaultBranch !== after.defaultBranch) {
    events.push({ action: 'edited', changes: { default_branch: { from: before.defaultBranch } } });
  }
  return events;
}
