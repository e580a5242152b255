import type { z } from 'zod';
import { nextLink } from './api';
import type { GitHubApi } from './api';
import { commentListSchema, commentSchema } from './pull-requests.schemas';
import { accountSchema } from './schemas';

const PAGE_SIZE = 100;
/** Ours is among the first: it is made when the pull request is. */
const COMMENT_PAGES = 10;

type Comment = z.infer<typeof commentSchema>;

/** Our comment with the marker, edited when it says something else, made when there is none. */
export async function writeComment(
  api: GitHubApi,
  base: string,
  number: number,
  { marker, body }: { readonly marker: string; readonly body: string },
): Promise<{ externalId: string; url: string; created: boolean }> {
  const comments = `${base}/issues/${number}/comments`;
  const present = await findOwn(api, comments, marker);
  if (present === null) {
    const made = await api.write('POST', commentSchema, comments, { body });
    return { externalId: made.id, url: made.html_url, created: true };
  }
  if (present.body !== body) {
    await api.write('PATCH', commentSchema, `${base}/issues/comments/${present.id}`, { body });
  }
  return { externalId: present.id, url: present.html_url, created: false };
}

async function findOwn(api: GitHubApi, comments: string, marker: string): Promise<Comment | null> {
  const { id: ownId } = (await api.get(accountSchema, '/user')).data;
  for (let page = 1; page <= COMMENT_PAGES; page += 1) {
    const { data, headers } = await api.get(commentListSchema, comments, { per_page: PAGE_SIZE, page });
    const found = data.find((comment) => comment.user?.id === ownId && (comment.body ?? '').includes(marker));
    if (found !== undefined) return found;
    if (nextLink(headers) === null) break;
  }
  return null;
}
