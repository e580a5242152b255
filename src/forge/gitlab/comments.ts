import { z } from 'zod';
import type { RepositoryRef } from '../forge.types';
import { id } from '../wire/values';
import { hasNext, numericId } from './api';
import type { GitLabApi } from './api';
import { accountSchema } from './schemas';

/** Ours is among the first: it is made when the merge request is. */
const NOTE_PAGES = 10;

const noteSchema = z.object({
  id,
  body: z.string().nullish(),
  system: z.boolean().nullish(),
  author: z.object({ id }).nullish(),
});
type Note = z.infer<typeof noteSchema>;

/** Our note with the marker, edited when it says something else, made when there is none. */
export async function writeNote(
  api: GitLabApi,
  repository: RepositoryRef,
  iid: number,
  { marker, body }: { readonly marker: string; readonly body: string },
): Promise<{ externalId: string; url: string; created: boolean }> {
  const project = numericId(repository.externalId);
  const present = await findOwn(api, project, iid, marker);
  const url = (note: Note): string => `${api.baseUrl}/${repository.path}/-/merge_requests/${iid}#note_${note.id}`;
  if (present === null) {
    const made = await api.write(noteSchema, ({ notes }) => notes.create(project, iid, body));
    return { externalId: made.id, url: url(made), created: true };
  }
  if (present.body !== body) {
    await api.write(noteSchema, ({ notes }) => notes.edit(project, iid, Number(present.id), { body }));
  }
  return { externalId: present.id, url: url(present), created: false };
}

async function findOwn(api: GitLabApi, project: number, iid: number, marker: string): Promise<Note | null> {
  const { id: ownId } = (await api.get(accountSchema, ({ users }) => users.showCurrentUser())).data;
  for (let page = 1; page <= NOTE_PAGES; page += 1) {
    const { data, headers } = await api.get(z.array(noteSchema), ({ notes }) =>
      notes.all(project, iid, { page, perPage: 100, sort: 'asc', orderBy: 'created_at' }),
    );
    const found = data.find(
      (note) => note.system !== true && note.author?.id === ownId && (note.body ?? '').includes(marker),
    );
    if (found !== undefined) return found;
    if (!hasNext(headers)) break;
  }
  return null;
}
