import type { CiFileApi } from '../forge.ci-files';
import { ForgeError } from '../forge.errors';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { pipelineIdsOf } from './children';
import { lintSchema, pipelineSchema } from './schemas';
import type { GitLabLibrary } from './library';

/** A project may name another file in its settings, which the API does not tell everybody. */
export const CI_FILE = '.gitlab-ci.yml';
/** What linting takes is more than reading: its 403 and 404 say that this credential, or an older server, has none. */
const WORDLESS = new Set(['forbidden', 'not-found', 'rejected']);

/** GitLab's linter, as one credential may use it. */
export function ciFileApi(api: GitLabApi): CiFileApi {
  return {
    async whyRefused(repository, runExternalId) {
      const project = numericId(repository.externalId);
      const { data } = await api.get(pipelineSchema, ({ pipelines }) =>
        pipelines.show(project, pipelineIdsOf(runExternalId).pipeline),
      );
      const told = data.yaml_errors;
      if (told === null) return [];
      // Its name since 16.5; `content_ref`, the later one, means the same. Gitbeaker's types know neither.
      const all = await linted(api, ({ lint }) => lint.check(project, { sha: data.sha } as never));
      // A server that does not know `sha` lints the default branch instead: such an answer does not have what was told.
      return all?.some((error) => told.includes(error)) === true ? all : told.split('\n').filter((line) => line !== '');
    },
    async judgeCiFile(repository, { path, text }) {
      if (path !== CI_FILE) return null;
      const project = numericId(repository.externalId);
      return linted(api, ({ lint }) => lint.lint(project, text));
    },
  };
}

async function linted(
  api: GitLabApi,
  ask: (library: GitLabLibrary) => Promise<unknown>,
): Promise<readonly string[] | null> {
  try {
    const { data } = await api.get(lintSchema, ask);
    return data.valid ? [] : data.errors;
  } catch (error) {
    if (error instanceof ForgeError && WORDLESS.has(error.kind)) return null;
    throw error;
  }
}
