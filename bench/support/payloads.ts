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
  return recorded('workflow_run', repositoryId, run);
}

/** GitHub's recorded `workflow_job` delivery (8 KB) likewise. Its steps are those of a job that has begun. */
export function recordedJob(repositoryId: string, job: Record<string, unknown>): Record<string, unknown> {
  return recorded('workflow_job', repositoryId, job);
}

function recorded(
  event: 'workflow_run' | 'workflow_job',
  repositoryId: string,
  changed: Record<string, unknown>,
): Record<string, unknown> {
  const example = (definitions as unknown as readonly Recording[]).find(({ name }) => name === event)?.examples[0];
  if (example === undefined) throw new Error(`the recordings hold no ${event}`);
  return {
    ...example,
    repository: { ...example.repository, id: Number(repositoryId) },
    [event]: { ...example[event], ...changed },
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
