import { MemoryChatLimit } from '../ai/chat-limit';
import { OpenAiChat } from '../ai/openai-chat';
import { readAiConfig } from '../config/config';
import { readProcessEnvironment } from '../config/environment';
import { askModel, questionOf, type ModelFix, type ModelQuestionInput } from '../fix/domain/ai/ask';
import type { GateResult } from '../fix/domain/gates/gate.types';
import type { FixPlan, NoPatch } from '../fix/domain/plan';

/** What a model proposes for a folder. */
export interface LocalModelFix {
  readonly plan: FixPlan;
  readonly gates: readonly GateResult[];
  /** What was asked and what it cost, for the terminal. */
  readonly note: string;
}

/** Requests one command may cost: an answer and its repair, each with two retries. */
const MAX_REQUESTS = 6;

function costNote(model: string, { requests, promptTokens, completionTokens, cost }: ModelFix['usage']): string {
  const price = cost === null ? '' : `, $${cost.toFixed(4)}`;
  return `asked ${model}: ${requests} ${requests === 1 ? 'request' : 'requests'}, ${promptTokens} + ${completionTokens} tokens${price}`;
}

/** Asks the model of the process environment where no fixer knew; without one only says so. Throws `ConfigError`. */
export async function modelFix(
  input: Pick<ModelQuestionInput, 'diagnosis' | 'logs' | 'tree' | 'policy'>,
  unknown: NoPatch,
  environment = readProcessEnvironment(),
): Promise<LocalModelFix> {
  const config = readAiConfig(environment);
  const none = (why: string, note = why): LocalModelFix => ({ plan: { ...unknown, why }, gates: [], note });
  if (config.model === null) {
    const why = environment.AI_MODEL === undefined ? 'AI_MODEL is not set' : 'AI_API_KEY is not set';
    return { plan: unknown, gates: [], note: `no model is configured (${why}), so only fixers were asked` };
  }
  if (!input.policy.use_ai)
    return { plan: unknown, gates: [], note: 'this repository wants no model to be asked (use_ai)' };
  const question = await questionOf({
    ...input,
    workflow: { name: null, path: null, runnerOs: null },
    changeOf: () => Promise.resolve(null),
    maxPromptTokens: config.maxPromptTokens,
  });
  if ('code' in question) return none(question.reason);
  const fix = await askModel(new OpenAiChat(config, new MemoryChatLimit()), question, MAX_REQUESTS);
  const note = costNote(config.model, fix.usage);
  if (fix.outcome === 'declined') return none(fix.decline.reason, note);
  return { plan: fix.patch, gates: fix.gates, note };
}
