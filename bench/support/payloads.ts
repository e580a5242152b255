import { createHmac } from 'node:crypto';
import definitions from '@octokit/webhooks-examples';

/** A body and its signature. */
export interface SignedBody {
  readonly body: Buffer;
  readonly signature: string;
}

interface Recording {
  readonly name: string;
  readonly examples: readonly Record<string, Record<string, unknown>>[];
}

/** GitHub's recorded `workflow_run` delivery (17 KB), moved to a repository, with some fields of the run changed. */
export function recordedRun(repositoryId: string, run: Record<string, unknown>): Record<string, unknown> {
  const recorded = (definitions as unknown as readonly Recording[]).find(({ name }) => name === 'workflow_run')
    ?.examples[0];
  if (recorded === undefined) throw new Error('the recordings hold no workflow_run');
  return {
    ...recorded,
    repository: { ...recorded.repository, id: Number(repositoryId) },
    workflow_run: { ...recorded.workflow_run, ...run },
  };
}

/** The recorded delivery `count` times with a run of its own each, signed. */
export function signedRuns(count: number, secret: string, repositoryId: string): readonly SignedBody[] {
  return Array.from({ length: count }, (_, index) => {
    const body = Buffer.from(
      JSON.stringify(recordedRun(repositoryId, { id: 1_000_000 + index, run_number: index + 1 })),
    );
    return { body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  });
}
