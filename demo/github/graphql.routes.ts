import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { allows } from './payloads';
import type { Json } from './payloads';
import { Problem } from './problem';
import { pullHappened } from './pull-events';
import { bodyOf, callerOf } from './requests';
import type { World } from './world';

const requestSchema = z.looseObject({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });
const inputSchema = z.looseObject({ pullRequestId: z.string() });

/** The two mutations REST has no word for, and what each makes of a draft. */
const MUTATIONS = {
  markPullRequestReadyForReview: { isDraft: false, action: 'ready_for_review' },
  convertPullRequestToDraft: { isDraft: true, action: 'converted_to_draft' },
} as const;

/** `mutation … { alias: name(input: $input | {pullRequestId: $id} | {pullRequestId: "…"}) { pullRequest { … } } }`. */
const MUTATION =
  /^\s*mutation\b[^{]*\{\s*(?:(\w+)\s*:\s*)?(\w+)\s*\(\s*input\s*:\s*(?:\$(\w+)|\{\s*pullRequestId\s*:\s*(?:\$(\w+)|"([^"]*)")\s*,?\s*\})\s*\)\s*\{\s*pullRequest\s*\{([^{}]*)\}\s*\}\s*\}\s*$/;

interface GraphQlError {
  readonly type?: string;
  readonly path?: readonly string[];
  readonly message: string;
}

/** GitHub's GraphQL, for exactly the mutations that turn drafts into pull requests and back. Anything else is an error. */
export function graphqlRoutes(app: FastifyInstance, world: World): void {
  app.post('/graphql', async (request, reply) => {
    reply.header('x-ratelimit-resource', 'graphql');
    const { login, token } = callerOf(request);
    if (login === null) throw new Problem(401, 'This endpoint requires you to be authenticated.');
    const { query, variables } = bodyOf(request, requestSchema);
    const match = MUTATION.exec(query);
    const [, alias, name = '', inputName, idName, literal, fields = ''] = match ?? [];
    const mutation = Object.entries(MUTATIONS).find(([known]) => known === name)?.[1];
    if (!match || !mutation) return refusal({ message: 'The demo GitHub does not know this GraphQL operation' });

    const input =
      inputName === undefined ? { pullRequestId: literal ?? variables[idName ?? ''] } : variables[inputName];
    const read = inputSchema.safeParse(input);
    if (!read.success) return refusal({ message: 'Variable $input of type was provided invalid value' });
    const { pullRequestId } = read.data;
    const path = [alias ?? name];
    const pull = world.pulls.byNode(pullRequestId);
    const entry = pull && world.repositories.get(pull.repositoryId);
    const role = entry ? world.repositories.roleFor(token, entry) : 'none';
    if (!pull || !entry || !allows(role, 'read')) {
      const message = `Could not resolve to a node with the global id of '${pullRequestId}'`;
      return refusal({ type: 'NOT_FOUND', path, message }, { [path[0] ?? name]: null });
    }
    if (!allows(role, 'write')) {
      const message = `${login} does not have the correct permissions to execute \`${name}\``;
      return refusal({ type: 'FORBIDDEN', path, message }, { [path[0] ?? name]: null });
    }
    if (pull.state === 'closed') {
      const message = 'Could not change a closed pull request';
      return refusal({ type: 'UNPROCESSABLE', path, message }, { [path[0] ?? name]: null });
    }
    if (pull.isDraft !== mutation.isDraft) {
      pull.isDraft = mutation.isDraft;
      pull.updatedAt = new Date();
      world.background.run(() => pullHappened(world, { entry, pull, action: mutation.action, by: login }));
    }
    const shown: Json = {
      id: pull.nodeId,
      number: pull.number,
      isDraft: pull.isDraft,
      state: 'OPEN',
      url: `${world.url}/${entry.fullName}/pull/${pull.number}`,
    };
    const names = fields.split(/[\s,]+/).filter((field) => field !== '');
    const unknown = names.find((field) => !(field in shown));
    if (unknown !== undefined) return refusal({ message: `Field '${unknown}' doesn't exist on type 'PullRequest'` });
    const pullRequest = Object.fromEntries(names.map((field) => [field, shown[field]]));
    return { data: { [path[0] ?? name]: { pullRequest } } };
  });
}

/** GraphQL answers 200 to what it refuses. */
function refusal(error: GraphQlError, data?: Json): Json {
  return { ...(data === undefined ? {} : { data }), errors: [error] };
}
