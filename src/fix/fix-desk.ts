import { Injectable } from '@nestjs/common';
import { kindOfPath } from '../ci-file/kind';
import { isOwnBranch } from '../common/own-branch';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ForgeClient } from '../forge/forge';
import type { ForgePullRequest } from '../forge/pull-request.types';
import { RepositoryAccess } from '../repository/repository.access';
import { DiagnosisRunner } from '../workflow/diagnosis-runner';
import { jobInputOf } from '../workflow/workflow.public';
import { WorkflowService } from '../workflow/workflow.service';
import { AiDesk, type ModelCase } from './ai-desk';
import { whyNone, type Decline } from './domain/decline';
import { whyNot } from './domain/eligibility';
import type { WorkflowFacts } from './domain/fix.types';
import { forgeWordGate, type ForgeWord } from './domain/gates/forge-word';
import type { GateResult } from './domain/gates/gate.types';
import { logsOf } from './domain/logs-of';
import type { NoPatch, PlannedPatch } from './domain/plan';
import { POLICY_PATHS, policyOf, repositoryPolicyOf, type RepositoryPolicy } from './domain/policy-file';
import { protectedAmong } from './domain/pull-policy';
import { refusalOf } from './domain/verdict-of-gates';
import { FixRunner } from './fix-runner';
import { forgeTree } from './forge-tree';
import type { FixDecision, FixSubject, FixTarget } from './fix.types';

/** Characters of each cause's log that fixers see; more than most jobs print. */
const LOG_BUDGET = 400_000;
const MAX_POLICY_BYTES = 100_000;

/** Looks for a fix: reads log and files, asks the fixers, holds the gates. Saves nothing and changes nothing anywhere. */
@Injectable()
export class FixDesk {
  constructor(
    private readonly access: RepositoryAccess,
    private readonly workflow: WorkflowService,
    private readonly diagnosis: DiagnosisRunner,
    private readonly planner: FixRunner,
    private readonly ai: AiDesk,
  ) {}

  /** Throws `ForgeError` for what may pass (`unavailable`, `rate-limited`); everything else is a decision. */
  async decide(subject: FixSubject): Promise<FixDecision> {
    const { connection } = subject;
    const early = whyNot(factsOf(subject));
    if (early !== null || connection.oauthConnectionId === null) {
      return declined(early ?? { code: 'fix.no_access', reason: 'There is no access to the repository.' });
    }
    return this.access.use(connection, (client) => this.look(client, subject));
  }

  /** The open pull request a failing run belongs to; null when there is none; `fork` when it is of one and closed or not known. */
  private async sourceOf(
    client: ForgeClient,
    { run, connection }: FixSubject,
  ): Promise<ForgePullRequest | 'fork' | null> {
    if (run.branch === null || isOwnBranch(run.branch)) return null;
    const found = await this.workflow.pullRequestOf(run);
    if (found?.state === 'open') return found;
    if (found?.isFromFork === true) return 'fork';
    // A pull request's run whose branch this repository does not have comes from a fork.
    const isFork = run.isPullRequest && (await client.findBranch(connection.repository, run.branch)) === null;
    return isFork ? 'fork' : null;
  }

  private async look(client: ForgeClient, subject: FixSubject): Promise<FixDecision> {
    const { connection, run } = subject;
    const { repository } = connection;
    const source = await this.sourceOf(client, subject);
    if (source === 'fork') return declined(FORK);
    const target: FixTarget = {
      branch: subject.targetBranch ?? source?.baseBranch ?? connection.defaultBranch,
      pullRequestNumber: source?.number ?? null,
      isFork: source?.isFromFork ?? false,
    };
    if (isOwnBranch(target.branch)) return declined(NESTED, target);
    const tree = await client.readTree(repository, run.commitSha);
    if (!tree.isComplete)
      return declined({ code: 'fix.tree_too_large', reason: 'The forge lists only a part of the repository.' }, target);
    const files = forgeTree(client, repository, tree);
    const policy = await readPolicyOf(client, subject);
    if ('code' in policy) return declined(policy, target);
    const guarded = protectedAmong(policy, [run.branch, target.branch]);
    if (guarded !== null) return declined(guardedBy(guarded), target);
    const cause = await this.causeOf(subject, files.paths);
    if (cause === null)
      return declined({ code: 'fix.no_log', reason: 'The log that showed this failure is gone.' }, target);
    const material = { diagnosis: cause, logs: logsOf(cause), tree: files, workflow: workflowFacts(subject) };
    const { plan, gates } = await this.planner.plan(material, policy);
    if (plan.outcome !== 'patch') return this.asked({ client, subject, target, ...material, policy }, plan);
    const word = await forgeWords({ client, subject, tree: files }, plan);
    return this.judged(subject, target, cause, { plan, gates: [...gates, ...word] }, policy);
  }

  /** What a model proposes where no fixer knows a change. It stays a draft, and is judged harder than a rule. */
  private async asked(problem: FixProblem, plan: NoPatch): Promise<FixDecision> {
    const { subject, target, diagnosis, policy } = problem;
    const { commands } = plan;
    const none = (decline: Decline): FixDecision => ({ ...declined(decline, target), commands });
    // A stranger's text neither spends the owner's money nor speaks to his model.
    if (target.isFork) return none(FORK);
    const unasked = this.ai.whyNot(subject, policy);
    if (unasked !== null) return none({ ...unasked, reason: `${unasked.reason} (${whyNone(plan)})` });
    const fix = await this.ai.fix(problem);
    if ('code' in fix) return none(fix);
    if (fix.outcome === 'declined') return none(fix.decline);
    const { patch } = fix;
    const gates = [...fix.gates, ...(await forgeWords(problem, patch))];
    const decline = refusalOf({
      gates,
      // Its gates and threshold stand for the person here; the pull request stays a draft until one says that it is meant.
      safety: 'safe',
      confidence: patch.confidence,
      minConfidence: policy.min_confidence,
      isAskedFor: subject.requestedBy !== null,
    });
    if (decline !== null) return { outcome: 'declined', decline, target, patch, gates, commands };
    return { ...FOUND, target, patch, diagnosis, gates, kind: 'ai', fixer: null, model: this.ai.model, policy };
  }

  private judged(
    subject: FixSubject,
    target: FixTarget,
    diagnosis: Diagnosis,
    { plan, gates }: { readonly plan: PlannedPatch; readonly gates: readonly GateResult[] },
    policy: RepositoryPolicy,
  ): FixDecision {
    const decline = refusalOf({
      gates,
      safety: plan.safety,
      confidence: plan.confidence,
      minConfidence: policy.min_confidence,
      isAskedFor: subject.requestedBy !== null,
    });
    const commands = plan.parts.flatMap(({ proposal }) => proposal.command ?? []);
    // What a fork may take over is shown to it, and pushed nowhere.
    const refused = decline ?? (target.isFork ? FORK : null);
    if (refused !== null) return { outcome: 'declined', decline: refused, target, patch: plan, gates, commands };
    const fixer = [...new Set(plan.parts.map((part) => part.fixer))].join(', ');
    return { ...FOUND, target, patch: plan, diagnosis, gates, kind: 'rule', fixer, model: null, policy };
  }

  /** The cause this incident stands for, with as much of its log as fixers may want. */
  private async causeOf(
    { run, connection, fingerprint, attempt }: FixSubject,
    files: ReadonlySet<string>,
  ): Promise<Diagnosis | null> {
    return this.diagnosis.withLogs(async (held) => {
      const logs = await this.workflow.failedLogs(run, held);
      if (!logs.some(({ log }) => log !== null)) return null;
      const jobs = logs.map(jobInputOf);
      const about = { repositoryPath: connection.repository.externalId, workflowName: run.workflowName };
      const causes = await held.causes({ ...about, jobs });
      // On our own branch any failure is ours to mend, the old one or one that we made.
      const cause =
        causes.find((each) => each.fingerprint === fingerprint) ??
        (causes.length === 1 || attempt > 1 ? causes[0] : undefined);
      if (cause === undefined) return null;
      const own = jobs.filter(({ name }) => cause.failedJobs.includes(name));
      return held.diagnose({ ...about, jobs: own, files }, { budget: LOG_BUDGET });
    });
  }
}

const FOUND = { outcome: 'proposed' } as const;
const NESTED: Decline = {
  code: 'fix.own_branch',
  reason: 'It would go into a branch of ours: fixes are never stacked.',
};
const FORK: Decline = { code: 'fix.fork', reason: 'The failure is on a fork, which is never pushed to.' };

const guardedBy = (branch: string): Decline => ({
  code: 'fix.protected_branch',
  reason: `The repository keeps fixes away from ${branch} (protected_branches).`,
});

/** What the forge itself says of the CI files of a patch. */
async function forgeWords(
  { client, subject, tree }: Pick<ModelCase, 'client' | 'subject' | 'tree'>,
  { changes }: PlannedPatch,
): Promise<readonly GateResult[]> {
  const words: ForgeWord[] = [];
  for (const { path, after } of changes) {
    if (after === null || kindOfPath(path) === null) continue;
    const errors = await client.judgeCiFile(subject.connection.repository, { path, text: after.text });
    if (errors !== null) words.push({ path, errors });
  }
  return forgeWordGate(words, tree.paths);
}

/** All that a fix is thought of with. */
type FixProblem = ModelCase & { readonly target: FixTarget; readonly policy: RepositoryPolicy };

function declined(decline: Decline, target: FixTarget | null = null): FixDecision & { outcome: 'declined' } {
  return { outcome: 'declined', decline, target, patch: null, gates: [], commands: [] };
}

function factsOf(subject: FixSubject): Parameters<typeof whyNot>[0] {
  const { connection, run } = subject;
  return {
    incidentStatus: subject.incidentStatus,
    verdict: subject.verdict,
    branch: run.branch,
    isOwnBranch: isOwnBranch(run.branch),
    hasAccess: connection.oauthConnectionId !== null,
    isEnabled: connection.isEnabled,
    autoPrEnabled: connection.autoPrEnabled,
    isAskedFor: subject.requestedBy !== null,
    attempt: subject.attempt,
  };
}

/** The connection's policy, overridden by the repository's file on its default branch: a failing head may not loosen it. */
async function readPolicyOf(client: ForgeClient, { connection }: FixSubject): Promise<RepositoryPolicy | Decline> {
  const base = repositoryPolicyOf(connection.fixPolicy);
  for (const path of POLICY_PATHS) {
    const bytes = await client.readFile(connection.repository, connection.defaultBranch, path, MAX_POLICY_BYTES);
    if (bytes === null) continue;
    try {
      return policyOf(bytes.toString('utf8'), base, path);
    } catch (error) {
      return { code: 'fix.policy_invalid', reason: error instanceof Error ? error.message : String(error) };
    }
  }
  return base;
}

function workflowFacts({ run }: FixSubject): WorkflowFacts {
  return { name: run.workflowName, path: run.workflowPath, runnerOs: null };
}
