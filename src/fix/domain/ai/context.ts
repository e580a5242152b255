import type { ChatMessage } from '../../../ai/chat';
import type { Diagnosis, FailingTest } from '../../../diagnosis/diagnosis.types';
import type { JobLog } from '../fix.types';
import { logSource } from './answer';
import { fenced, presentable, tokensOf, type ForeignText, type ShownLines } from './fence';
import type { MaterialFile } from './material';
import { systemPrompt, type PromptKind } from './prompts';

/** What is known of how the failing commit came to be. */
export interface RecentChange {
  /** What it is told against: `commit 3aad3e080c2c, which was green`. */
  readonly since: string;
  readonly subjects: readonly string[];
  readonly files: readonly string[];
  /** The difference in the files that matter, as `git diff` prints it; empty where it was not read. */
  readonly diff: string;
}

export interface ContextInput {
  readonly kind: PromptKind;
  readonly diagnosis: Diagnosis;
  readonly logs: readonly JobLog[];
  readonly material: readonly MaterialFile[];
  /** Null where no green commit is known. */
  readonly change: RecentChange | null;
  /** Command lines the log shows. */
  readonly commands: readonly string[];
  /** What the conversation may be long. */
  readonly maxTokens: number;
}

/** A file as far as the model saw it. */
export interface ShownFile {
  readonly material: MaterialFile;
  readonly lines: ShownLines;
}

/** What a model is asked, and all it was shown: what an answer may quote and change. */
export interface ModelContext {
  readonly messages: readonly ChatMessage[];
  readonly logs: ReadonlyMap<string, { readonly job: string; readonly lines: ShownLines }>;
  readonly files: ReadonlyMap<string, ShownFile>;
  /** Of the messages, rather too high. */
  readonly tokens: number;
}

/** Shares of the budget; what one does not use goes to the next. */
const LOG_SHARE = 0.35;
const NAMED_SHARE = 0.75;
const CHANGE_SHARE = 0.85;
/** Lines around a blamed line, in files too long to show whole. */
const AROUND = 40;
/** Lines before and after a span of the log that says why. */
const LOG_BEFORE = 5;
const LOG_AFTER = 25;
/** A number, a bar and a line feed before and after each line. */
const LINE_TOKENS = 3;

class Budget {
  private used = 0;

  constructor(private readonly total: number) {}

  /** Takes tokens while a share of the whole is not used up. */
  take(tokens: number, share: number): boolean {
    if (this.used + tokens > this.total * share) return false;
    this.used += tokens;
    return true;
  }
}

const costOf = (line: string): number => tokensOf(line) + LINE_TOKENS;

/** The indices of lines in the order they are wanted: around each span first, then the last lines. */
function* wantedLines(job: string, log: JobLog['lines'], diagnosis: Diagnosis): Generator<number> {
  const at = new Map(log.map(({ number }, index) => [number, index]));
  for (const span of diagnosis.evidence) {
    if (span.job !== job) continue;
    for (let number = span.firstLine - LOG_BEFORE; number <= span.lastLine + LOG_AFTER; number += 1) {
      const index = at.get(number);
      if (index !== undefined) yield index;
    }
  }
  for (let index = log.length - 1; index >= 0; index -= 1) yield index;
}

function showLog({ job, lines }: JobLog, diagnosis: Diagnosis, budget: Budget): ShownLines {
  const texts = presentable(lines.map(({ text }) => text));
  const shown = new Map<number, string>();
  for (const index of wantedLines(job, lines, diagnosis)) {
    const [line, text] = [lines[index], texts[index] ?? ''];
    if (line === undefined || shown.has(line.number)) continue;
    if (!budget.take(costOf(text), LOG_SHARE)) break;
    shown.set(line.number, text);
  }
  return shown;
}

/** The whole file where it fits, else the stretches around blamed lines, else its beginning; empty when nothing fits. */
function showFile({ file, blamed, role }: MaterialFile, budget: Budget, share: number): ShownLines {
  const texts = presentable(file.text.split('\n'));
  const shown = new Map<number, string>();
  const whole = texts.reduce((sum, text) => sum + costOf(text), 0);
  if (budget.take(whole, share)) {
    texts.forEach((text, index) => shown.set(index + 1, text));
    return shown;
  }
  if (role !== 'named') return shown;
  for (const center of blamed.length > 0 ? blamed : [1 + AROUND]) {
    for (let step = 0; step <= 2 * AROUND; step += 1) {
      // Outwards from the line that is blamed, so that what fits is what matters.
      const number = center + (step % 2 === 0 ? step / 2 : -(step + 1) / 2);
      const text = texts[number - 1];
      if (text === undefined || shown.has(number)) continue;
      if (!budget.take(costOf(text), share)) return shown;
      shown.set(number, text);
    }
  }
  return shown;
}

const asLines = (text: string): ShownLines =>
  new Map(presentable(text.replace(/\n$/, '').split('\n')).map((line, index) => [index + 1, line]));

/** A failing test with what it wanted and got, each on a line of its own: a model need not guess which of both is which. */
function wordsOfTest({ name, expected, actual }: FailingTest): string[] {
  const said = (what: string, value: string | null): string[] =>
    value === null ? [] : [`  ${what}: ${value.replaceAll('\n', '\\n')}`];
  return [`failing test: ${name.slice(0, 300)}`, ...said('expected', expected), ...said('actual', actual)];
}

/** Parts of the conversation that stand before the log: what failed, in the words of the log. */
function failureText({ diagnosis, commands }: ContextInput): ForeignText {
  const { title, failedSteps, exitCode, failingTests } = diagnosis;
  const lines = [
    `class: ${diagnosis.class}`,
    `title: ${title}`,
    ...failedSteps.slice(0, 3).map(({ job, step }) => `failed: job ${job}, step ${step}`),
    ...(exitCode === null ? [] : [`exit code: ${exitCode}`]),
    ...commands.slice(-5).map((command) => `command: ${command.slice(0, 200)}`),
    ...failingTests.slice(0, 10).flatMap(wordsOfTest),
  ];
  return { heading: '# What failed', lines: asLines(lines.join('\n')) };
}

function changeText(change: RecentChange | null, budget: Budget): ForeignText[] {
  if (change === null) return [];
  const about = [
    ...change.subjects.slice(0, 10).map((subject) => `commit: ${subject.slice(0, 200)}`),
    ...change.files.slice(0, 40).map((file) => `changed: ${file}`),
  ].join('\n');
  const withDiff = `${about}\n${change.diff}`;
  const text = [withDiff, about].find((each) => budget.take(tokensOf(each) * 1.3, CHANGE_SHARE));
  if (text === undefined) return [];
  return [{ heading: `# What changed since ${change.since}`, lines: asLines(text) }];
}

/**
 * Builds the conversation. Log and repository stand fenced, as data; nothing in it is random, so the same failure is
 * asked about in the same words.
 */
export function buildContext(input: ContextInput): ModelContext {
  const { kind, diagnosis, logs, material, maxTokens } = input;
  const failure = failureText(input);
  const fixed =
    tokensOf(systemPrompt(kind, '')) + [...failure.lines.values()].reduce((sum, line) => sum + costOf(line), 0);
  const budget = new Budget(Math.max(0, maxTokens - fixed));
  const shownLogs = new Map<string, { job: string; lines: ShownLines }>();
  const texts: ForeignText[] = [failure];
  logs.forEach((log, index) => {
    const lines = showLog(log, diagnosis, budget);
    if (lines.size === 0) return;
    const source = logSource(index);
    shownLogs.set(source, { job: log.job, lines });
    texts.push({ heading: `# Log, source "${source}"`, lines });
  });
  const files = new Map<string, ShownFile>();
  const show = (each: MaterialFile, share: number): void => {
    const lines = showFile(each, budget, share);
    if (lines.size > 0) files.set(each.file.path, { material: each, lines });
  };
  for (const each of material) if (each.role === 'named') show(each, NAMED_SHARE);
  const change = changeText(input.change, budget);
  for (const each of material) if (each.role !== 'named') show(each, 1);
  texts.push(...change);
  for (const [path, { material: each, lines }] of files) {
    const part = lines.size < each.file.text.split('\n').length ? ', shown in part' : '';
    texts.push({ heading: `# File ${path} (${each.isEditable ? 'may be edited' : 'for reading only'}${part})`, lines });
  }
  const { mark, text } = fenced(texts);
  const messages: ChatMessage[] = [
    { role: 'system', content: systemPrompt(kind, mark) },
    { role: 'user', content: text },
  ];
  const tokens = messages.reduce((sum, { content }) => sum + tokensOf(content), 0);
  return { messages, logs: shownLogs, files, tokens };
}
