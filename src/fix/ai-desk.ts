import { Injectable } from '@nestjs/common';
import { ChatPort } from '../ai/chat';
import { AiConfig } from '../config/config';
import { Database } from '../database/database';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ForgeClient } from '../forge/forge';
import { WorkflowService } from '../workflow/workflow.service';
import type { AiOutcome } from './ai-spend.entity';
import { AiSpendLedger } from './ai-spend.ledger';
import type { ModelFix } from './domain/ai/ask';
import type { RecentChange } from './domain/ai/context';
import type { MaterialFile } from './domain/ai/material';
import type { Decline } from './domain/decline';
import type { JobLog, WorkflowFacts } from './domain/fix.types';
import type { PatchPolicy } from './domain/gates/gate.types';
import { treeFileOf } from './domain/tree';
import type { TreeSource } from './domain/tree.types';
import { unifiedDiff } from './domain/unified-diff';
import type { FixSubject, FixTarget } from './fix.types';

/** A failure no fixer knows, and all that is at hand. */
export interface ModelCase {
  readonly client: ForgeClient;
  readonly subject: FixSubject;
  readonly target: FixTarget;
  readonly diagnosis: Diagnosis;
  readonly logs: readonly JobLog[];
  readonly tree: TreeSource;
  readonly workflow: WorkflowFacts;
  readonly policy: PatchPolicy;
}

/** Files whose former text is read; each costs a request of the user's. */
const MAX_COMPARED = 4;
const MAX_COMPARED_BYTES = 200_000;

/** Asks the configured model for a fix, within the caps. */
@Injectable()
export class AiDesk {
  constructor(
    private readonly chat: ChatPort,
    private readonly config: AiConfig,
    private readonly ledger: AiSpendLedger,
    private readonly workflow: WorkflowService,
    private readonly db: Database,
  ) {}

  /** Null when none is configured. */
  get model(): string | null {
    return this.chat.model;
  }

  /** Why the model is not asked for a fix of this subject; null when it is. */
  whyNot({ useAi }: FixSubject, policy: PatchPolicy): Decline | null {
    const no = (why: string): Decline => ({ code: 'fix.no_fixer', reason: `No fixer knows it, and ${why}.` });
    if (this.model === null) return no('no model is configured: fixes are deterministic only');
    if (useAi === false) return no('no model was to be asked');
    return useAi === true || policy.use_ai ? null : no('the repository wants no model to be asked (use_ai)');
  }

  /** Throws `ForgeError` for what may pass; what the model or its endpoint does is a decision. */
  async fix(problem: ModelCase): Promise<ModelFix | Decline> {
    const { subject } = problem;
    // Brings compilers along, which take a second to load.
    const { askModel, questionOf } = await import('./domain/ai/ask.js');
    const question = await questionOf({
      ...problem,
      changeOf: (material) => this.changeOf(problem, material),
      maxPromptTokens: this.config.maxPromptTokens,
    });
    if ('code' in question) return question;
    const reserved = await this.ledger.reserve({
      userId: subject.connection.userId,
      connectionId: subject.connection.id,
      incidentId: subject.incidentId,
      attempt: subject.attempt,
      model: this.model ?? '',
      purpose: `fix_${question.kind}`,
      promptTokens: question.context.tokens,
    });
    if ('code' in reserved) return reserved;
    // Should asking throw (a bug), what was reserved stays counted: that errs towards spending too little.
    const fix = await askModel(this.chat, question, reserved.requests);
    await this.ledger.settle(reserved, fix.usage, outcomeOf(fix));
    return fix;
  }

  /** What changed since the branch was green last, or since it left the branch it would be merged into. */
  private async changeOf(
    { client, subject, target }: ModelCase,
    material: readonly MaterialFile[],
  ): Promise<RecentChange | null> {
    const { run, connection } = subject;
    const green = await this.workflow.greenBefore(this.db.read, connection.id, run);
    const base = green?.commitSha ?? (target.branch === run.branch ? null : target.branch);
    if (base === null || base === run.commitSha) return null;
    const told = await this.workflow.changeBetween(connection.id, base, run.commitSha, { eachCommit: false });
    if (told === null || told.files.length === 0) return null;
    const { mergeBaseSha: from, files } = told;
    const shared = material.filter(({ file }) => files.includes(file.path)).slice(0, MAX_COMPARED);
    const diffs: string[] = [];
    for (const { file } of shared) {
      const bytes = await client.readFile(connection.repository, from, file.path, MAX_COMPARED_BYTES);
      const before = bytes === null ? null : treeFileOf(file.path, bytes, file.mode);
      if (before?.kind === 'opaque') continue;
      diffs.push(unifiedDiff([{ path: file.path, before, after: file }]));
    }
    const since = `commit ${from.slice(0, 12)}, ${green === null ? 'where the branch began' : 'which was green'}`;
    const subjects = told.commits.map(({ message }) => message.split('\n')[0] ?? '');
    return { since, subjects, files, diff: diffs.join('') };
  }
}

function outcomeOf(fix: ModelFix): AiOutcome {
  if (fix.outcome === 'patch') return 'patch';
  if (fix.how !== 'answered') return fix.how;
  return fix.decline.code === 'fix.model_declined' ? 'declined' : 'rejected';
}
