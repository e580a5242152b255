import { z } from 'zod';
import type { BranchApi } from '../forge.pull-requests';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { writeCommit } from './commits';
import { branchSchema, readBranch } from './contents';
import { isNotFound, says } from './errors';
import { gitRef } from './refs';

/** Branches written by one credential, never by force. */
export function branchApi(api: GitLabApi): BranchApi {
  return {
    async ensureBranch(repository, name, at) {
      const project = numericId(repository.externalId);
      const found = await readBranch(api, project, name);
      if (found !== null) return { headSha: found.commit.id, created: false };
      try {
        const made = await api.write(
          branchSchema,
          ({ branches }) => branches.create(project, gitRef(name), gitRef(at)),
          'data',
        );
        return { headSha: made.commit.id, created: true };
      } catch (error) {
        // Somebody was faster: two workers ensure the same branch.
        const other = says(error, [400, 409], /already exists/i) ? await readBranch(api, project, name) : null;
        if (other === null) throw error;
        return { headSha: other.commit.id, created: false };
      }
    },
    async ensureCommit(repository, spec) {
      return { sha: await writeCommit(api, numericId(repository.externalId), spec) };
    },
    async deleteBranch(repository, name, onlyAt) {
      const project = numericId(repository.externalId);
      const found = await readBranch(api, project, name);
      if (found === null || (onlyAt !== undefined && found.commit.id !== onlyAt)) return false;
      try {
        await api.write(z.unknown(), ({ branches }) => branches.remove(project, gitRef(name)));
        return true;
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    },
  };
}
