import type { ChatAnswer, ChatFailure, ChatPort, ChatUsage } from '../../../ai/chat';
import type { Diagnosis } from '../../../diagnosis/diagnosis.types';
import type { Decline } from '../decline';
import type { Fixer, JobLog, Proposal, Quote, WorkflowFacts } from '../fix.types';
import type { GateResult, PatchPolicy } from '../gates/gate.types';
import { judge } from '../gates/index';
import { planFix, type PlannedPatch } from '../plan';
import type { TreeSource } from '../tree.types';
import { commandsOf } from '../view';
import { answerSchema, MAX_ANSWER_TOKENS } from './answer';
import { buildContext, type ModelContext, type RecentChange } from './context';
import { gatherMaterial, type MaterialFile } from './material';
import { promptKindOf, type PromptKind } from './prompts';
import { plainWords, validateAnswer } from './validate';

/** A failure a model may be asked about. */
export interface ModelQuestionInput {
  readonly diagnosis: Diagnosis;
  readonly logs: readonly JobLog[];
  readonly tree: TreeSource;
  readonly workflow: WorkflowFacts;
  readonly policy: PatchPolicy;
  /** Reads what changed since the last green commit in the files chosen; null where that is not known. */
  readonly changeOf: (material: readonly MaterialFile[]) => Promise<RecentChange | null>;
  /** What the conversation may be long. */
  readonly maxPromptTokens: number;
}

/** A question, ready to be asked. */
export interface ModelQuestion {
  readonly kind: PromptKind;
  readonly context: ModelContext;
  readonly input: ModelQuestionInput;
}

/** What came of asking. */
export type ModelFix =
  | {
      readonly outcome: 'patch';
      readonly patch: PlannedPatch;
      readonly gates: readonly GateResult[];
      readonly usage: ChatUsage;
    }
  | {
      readonly outcome: 'declined';
      readonly decline: Decline;
      /** `answered`, or how the endpoint failed. */
      readonly how: 'answered' | ChatFailure;
      readonly usage: ChatUsage;
    };

const MODEL = 'model';

/** Prepares what to ask, or says why there is nothing to ask. Rejects only when the tree cannot be read. */
export async function questionOf(input: ModelQuestionInput): Promise<ModelQuestion | Decline> {
  const { diagnosis, logs, tree, workflow, policy, maxPromptTokens } = input;
  const kind = promptKindOf(diagnosis.class);
  if (kind === null) {
    return {
      code: 'fix.no_fixer',
      reason: `No fixer knows it, and a change does not cure a failure of class ${diagnosis.class}.`,
    };
  }
  const material = await gatherMaterial({ kind, diagnosis, logs, tree, workflow, policy });
  if (!material.some(({ isEditable }) => isEditable)) {
    return {
      code: 'fix.no_fixer',
      reason: 'No fixer knows it, and the log names no file that a model could be shown.',
    };
  }
  const change = await input.changeOf(material);
  const commands = commandsOf(logs);
  const context = buildContext({ kind, diagnosis, logs, material, change, commands, maxTokens: maxPromptTokens });
  return { kind, context, input };
}

/** The plan of one proposal: the same application of edits and the same syntax check as every fixer's. */
async function planned(
  proposal: Proposal,
  { diagnosis, logs, tree, workflow }: ModelQuestionInput,
): ReturnType<typeof planFix> {
  const fixer: Fixer = { name: MODEL, phase: 'edit', fix: () => [proposal] };
  return planFix({ diagnosis, logs, tree, workflow }, { fixers: [fixer] });
}

/** Reach that a person may grant to a rule is refused to a model: text it read may have asked for it. */
const STRICT = new Set(['permissions', 'secrets', 'network', 'dependencies', 'ci-kept']);

/**
 * All gates' results. What counts as the cause is what a tool was read to complain about: of another line that the model
 * quotes nobody knows who wrote it, and it may name the very package it wants in.
 */
function judgeStrictly(plan: PlannedPatch, { diagnosis, policy }: ModelQuestionInput): GateResult[] {
  const isEvidence = ({ job, line }: Quote): boolean =>
    diagnosis.issues.some(
      ({ evidence }) => evidence.job === job && line >= evidence.firstLine && line <= evidence.lastLine,
    );
  const parts = plan.parts.map(({ fixer, proposal }) => ({
    fixer,
    proposal: { ...proposal, quotes: proposal.quotes.filter(isEvidence) },
  }));
  return strict(judge({ ...plan, parts }, policy));
}

const strict = (gates: readonly GateResult[]): GateResult[] =>
  gates.map((gate) => (!gate.passed && STRICT.has(gate.gate) ? { ...gate, severity: 'refuse' } : gate));

/** Asks a model and holds its answer against what it was shown, the gates and the parsers. Never throws for what it says. */
export async function askModel(chat: ChatPort, question: ModelQuestion, maxRequests: number): Promise<ModelFix> {
  const { context, kind, input } = question;
  const answer = await chat.complete({
    name: `fix_${kind}`,
    messages: context.messages,
    schema: answerSchema,
    maxTokens: MAX_ANSWER_TOKENS,
    maxRequests,
  });
  const { usage } = answer;
  const declined = (decline: Decline, how: 'answered' | ChatFailure = 'answered'): ModelFix => ({
    outcome: 'declined',
    decline,
    how,
    usage,
  });
  if (!answer.ok) return declined(refusalOf(answer), answer.failure);
  const said = answer.value;
  if (said.decline !== null && said.decline.trim() !== '')
    return declined({ code: 'fix.model_declined', reason: `The model declined: ${plainWords(said.decline)}` });
  const validated = validateAnswer(said, context, input.diagnosis);
  if (!validated.ok) {
    const reason = `The model's answer does not hold: ${plainWords(validated.reasons.join('; '))}`;
    return declined({ code: 'fix.model_rejected', reason });
  }
  const plan = await planned(validated.proposal, input);
  if (plan.outcome === 'declined') {
    const why = plan.refused.at(0)?.declined.why ?? plan.why;
    return declined({ code: 'fix.model_rejected', reason: `The model's answer does not hold: ${plainWords(why)}` });
  }
  return { outcome: 'patch', patch: plan, gates: judgeStrictly(plan, input), usage };
}

/** Failures of the endpoint that pass; a refused key does not. */
const PASSING: ReadonlySet<ChatFailure> = new Set(['busy', 'unavailable', 'timeout']);
/** Where the endpoint names no time: long enough for most limits and restarts to be over. */
const AGAIN_IN_SECONDS = 300;

function refusalOf({ failure, detail, retryAfterSeconds }: Extract<ChatAnswer<unknown>, { ok: false }>): Decline {
  if (failure === 'not_configured') return { code: 'fix.no_fixer', reason: detail };
  if (failure === 'malformed' || failure === 'cut_off') {
    return { code: 'fix.model_rejected', reason: `The model's answer does not hold: ${plainWords(detail)}` };
  }
  return {
    code: 'fix.model_unavailable',
    reason: `No fixer knows it, and the model did not answer: ${plainWords(detail)}.`,
    ...(PASSING.has(failure) ? { againInSeconds: Math.max(60, retryAfterSeconds ?? AGAIN_IN_SECONDS) } : {}),
  };
}
