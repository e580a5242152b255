import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { LLMock } from '@copilotkit/aimock';
import { MemoryChatLimit } from '../../src/ai/chat-limit';
import { OpenAiChat } from '../../src/ai/openai-chat';
import { readAiConfig } from '../../src/config/config';
import { diagnose } from '../../src/diagnosis/diagnose';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.types';
import { parseLog } from '../../src/diagnosis/log/reader';
import type { ModelAnswer } from '../../src/fix/domain/ai/answer';
import { askModel, questionOf, type ModelFix, type ModelQuestion } from '../../src/fix/domain/ai/ask';
import type { Decline } from '../../src/fix/domain/decline';
import { DEFAULT_PATCH_POLICY, type PatchPolicy } from '../../src/fix/domain/gates/gate.types';
import { treeOf } from './fix-plan';

/** A failure with the answer of a model that understands it. */
export interface ModelCase {
  readonly class: string;
  readonly kind: string;
  readonly files: Readonly<Record<string, string>>;
  readonly log: string;
  readonly workflow?: string;
  /** Files the model must be shown. */
  readonly shown: readonly string[];
  readonly answer: ModelAnswer;
  /** The changed files afterwards. */
  readonly fixed: Readonly<Record<string, string>>;
}

const FOLDER = path.join(__dirname, '../fixtures/ai');

/** The evaluation cases, one of each kind of failure. */
export function modelCases(): readonly (readonly [string, ModelCase])[] {
  return readdirSync(FOLDER).map((file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    return [path.basename(file, '.json'), JSON.parse(text) as ModelCase] as const;
  });
}

export function modelCase(name: string): ModelCase {
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as ModelCase;
}

interface Asked {
  readonly diagnosis: Diagnosis;
  readonly question: ModelQuestion | Decline;
}

/** What a case is asked as. */
export async function questionFor(
  { files, log, workflow = null }: Pick<ModelCase, 'files' | 'log'> & { readonly workflow?: string | null },
  policy: Partial<PatchPolicy> = {},
  maxPromptTokens = 24_000,
): Promise<Asked> {
  const parsed = parseLog(log);
  const job = { name: 'test', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed };
  const tree = treeOf({ files });
  const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [job], files: tree.paths });
  const question = await questionOf({
    diagnosis,
    logs: [{ job: 'test', lines: parsed.lines }],
    tree,
    workflow: { name: null, path: workflow, runnerOs: null },
    policy: { ...DEFAULT_PATCH_POLICY, ...policy },
    changeOf: () => Promise.resolve(null),
    maxPromptTokens,
  });
  return { diagnosis, question };
}

/** The question of a case that has one. Throws where nothing is to be asked. */
export async function questionIn(...args: Parameters<typeof questionFor>): Promise<ModelQuestion> {
  const { question } = await questionFor(...args);
  if ('code' in question) throw new Error(question.reason);
  return question;
}

/** A way to a model at `url`, in this process alone. */
export function chatAt(url: string, environment: Readonly<Record<string, string>> = {}): OpenAiChat {
  const settings = { AI_BASE_URL: `${url}/v1`, AI_API_KEY: 'canary-key', AI_MODEL: 'tester', ...environment };
  return new OpenAiChat(readAiConfig(settings), new MemoryChatLimit());
}

/** Asks the endpoint about a case; it answers as `answer` says. */
export async function asked(
  endpoint: LLMock,
  problem: Parameters<typeof questionFor>[0],
  answer: ModelAnswer | string,
): Promise<ModelFix> {
  const question = await questionIn(problem);
  endpoint.onMessage(/.*/, { content: typeof answer === 'string' ? answer : JSON.stringify(answer) });
  return askModel(chatAt(endpoint.url), question, 6);
}

/**
 * The endpoint answers a case as it should, or with a `change` to that: it reads the number of the first quoted line in what it is
 * shown, as a model would.
 */
export function answerAsShown(
  endpoint: LLMock,
  { answer }: ModelCase,
  change: Readonly<Record<string, unknown>> = {},
): void {
  const text = answer.quotes[0]?.text ?? '';
  endpoint.onMessage(/.*/, ({ messages }) => {
    const shown = messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
    const quoted = shown.split('\n').find((each) => each.includes(`| ${text}`));
    const quotes = [{ source: 'log', line: Number(quoted?.split('|')[0]), text }];
    return { content: JSON.stringify({ ...answer, quotes, ...change }) };
  });
}

/** What came of it in words: the changed files, or the code and reason it was declined or refused for. */
export function told(fix: ModelFix): Readonly<Record<string, string>> | string {
  if (fix.outcome === 'declined') return `${fix.decline.code}: ${fix.decline.reason}`;
  const refused = fix.gates.find(({ severity }) => severity === 'refuse');
  if (refused !== undefined) return `${refused.gate}: ${refused.reason}`;
  return Object.fromEntries(fix.patch.changes.map(({ path: file, after }) => [file, after?.text ?? '']));
}
