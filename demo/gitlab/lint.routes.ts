import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DEVELOPER, REPORTER } from './access';
import type { Json } from './json';
import { notFound } from './problem';
import { inputOf, queryOf, send, targetOf } from './requests';
import { readCiFile } from './runner/ci-file';
import type { World } from './world';

const LINT = '/api/v4/projects/:id/ci/lint';
const FILE = '.gitlab-ci.yml';

/** The CI linter: what the runner's own reader says of a commit's file, or of a text. No dry runs. */
export function lintRoutes(app: FastifyInstance, world: World): void {
  app.get(LINT, async (request, reply) => {
    const { git, defaultBranch } = targetOf(world, request, REPORTER).project;
    const query = queryOf(request);
    const asked = query.get('content_ref') ?? query.get('sha') ?? defaultBranch ?? '';
    const sha = git.branches.get(asked) ?? (/^[0-9a-f]{40}$/.test(asked) ? asked : null);
    if (sha === null) throw notFound('Commit');
    const entry = (await git.filesOf(sha)).get(FILE);
    return send(reply, 200, lintBody(entry ? (await git.blob(entry.sha)).toString('utf8') : ''));
  });
  app.post(LINT, (request, reply) => {
    targetOf(world, request, DEVELOPER);
    const { content } = inputOf(request, z.object({ content: z.string() }));
    return send(reply, 200, lintBody(content));
  });
}

function lintBody(text: string): Json {
  const read = readCiFile(text);
  const errors = 'invalid' in read ? read.invalid : [];
  return {
    valid: errors.length === 0,
    merged_yaml: errors.length === 0 ? text : null,
    errors,
    warnings: [],
    includes: [],
  };
}
