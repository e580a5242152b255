import { z } from 'zod';
import { id } from '../wire/values';
import type { GitLabApi } from './api';
import { gitlabError, isNotFound } from './errors';

const userListSchema = z.array(z.object({ id, username: z.string() }));

/** The ids of people by their names. Throws `rejected` for a name that is nobody's, or somebody's without access. */
export async function reviewerIds(
  api: GitLabApi,
  project: number,
  usernames: readonly string[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const username of usernames) {
    const { data } = await api.get(userListSchema, ({ users }) => users.all({ username, page: 1, perPage: 20 }));
    const found = data.find((user) => user.username.toLowerCase() === username.toLowerCase());
    if (found === undefined || !(await isMember(api, project, found.id))) {
      throw gitlabError('rejected', 'a reviewer is not a member of the project');
    }
    ids.push(found.id);
  }
  return ids;
}

/** GitLab itself would drop a stranger from the list and say nothing. */
async function isMember(api: GitLabApi, project: number, user: string): Promise<boolean> {
  try {
    await api.getUrl(z.object({ id }), `projects/${project}/members/all/${user}`);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
