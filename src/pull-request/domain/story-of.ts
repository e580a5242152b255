import type { FixStory, Proof } from './description';

/** What a story is told from; rows of several features, named by what is read of them. */
interface RowFacts {
  readonly attempt: number;
  readonly fix_kind: 'rule' | 'ai';
  readonly fixer: string | null;
  readonly model: string | null;
  readonly repository_connection_id: string;
  readonly branch_name: string;
  readonly base_branch: string;
  readonly source_branch: string;
  readonly source_sha: string;
  readonly tries: readonly { readonly head_sha: string; readonly result: string; readonly reason: string | null }[];
}
interface AttemptFacts {
  readonly confidence: number | null;
  readonly gates: readonly { readonly gate: string; readonly passed: boolean; readonly reason: string }[];
  readonly patch: {
    readonly reasons: readonly {
      readonly reason: string;
      readonly files: readonly string[];
      readonly quotes: readonly { readonly job: string; readonly line: number; readonly text: string }[];
    }[];
  } | null;
}
interface RunFacts {
  readonly workflowName: string;
  readonly number: number;
  readonly url: string;
}

/** All that a pull request says of itself, gathered. */
export function storyOf(
  row: RowFacts,
  attempt: AttemptFacts,
  incident: { readonly id: string; readonly title: string },
  run: RunFacts | null,
  publicUrl: string,
  proof: Proof = { state: 'running' },
): FixStory {
  const reasons = attempt.patch?.reasons ?? [];
  return {
    incident: { title: incident.title, url: `${publicUrl}/incidents/${incident.id}` },
    run: { name: run === null ? 'a failed run' : `${run.workflowName} #${run.number}`, url: run?.url ?? publicUrl },
    evidence: reasons.flatMap(({ quotes }) => quotes.map(({ job, line, text }) => ({ where: `${job}:${line}`, text }))),
    changes: reasons.flatMap(({ files, reason }) => files.map((file) => ({ file, reason }))),
    kind: row.fix_kind,
    by: row.fixer ?? row.model ?? 'a rule',
    confidence: attempt.confidence ?? 0,
    gates: attempt.gates,
    brings: bringsOf(row),
    attempt: row.attempt,
    rejected: row.tries
      .filter(({ result }) => result === 'failed')
      .map(({ head_sha: sha, reason }) => ({ sha, reason: reason ?? 'the CI stayed red' })),
    proof,
    settingsUrl: `${publicUrl}/repositories/${row.repository_connection_id}`,
  };
}

function bringsOf(row: RowFacts): FixStory['brings'] {
  const head = row.tries.at(-1)?.head_sha;
  if (row.source_branch === row.base_branch || head === undefined) return null;
  // Names and digits of ours alone: a branch of somebody else's may be called `$(reboot)`.
  const commits = row.tries.length === 1 ? head : `${row.source_sha}..${head}`;
  const take = `git fetch origin ${row.branch_name} && git cherry-pick ${commits}`;
  return { branch: row.source_branch, into: row.base_branch, take };
}
