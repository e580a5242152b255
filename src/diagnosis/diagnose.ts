import type { Classification } from './classify';
import { classify } from './classify';
import { comparisonsOf } from './comparison';
import type { Detector } from './detectors/detector';
import type { Detected } from './detectors/index';
import { DETECTORS, detect } from './detectors/index';
import type {
  Diagnosis,
  DiagnosisInput,
  DiagnosisIssue,
  FailureClass,
  FailedStep,
  FailingTest,
  FingerprintInput,
  JobInput,
  LogExcerpt,
  TestCounts,
} from './diagnosis.types';
import type { RankedSpan } from './evidence';
import { newFirst, rankEvidence, worthOf } from './evidence';
import { fingerprint } from './fingerprint';
import { novelTo } from './log/green';
import type { LogLine, ParsedLog } from './log/log.types';
import { parseLog } from './log/reader';
import { failingLines, firstFailingLines, readableLines } from './log/sections';
import { DEFAULT_BUDGET, selectLines, tailOf } from './log/select';
import { placeIn } from './log/tree';
import { strengthOf } from './log/weigh';
import { workspaceOf } from './log/workspace';
import { countTests, sumCounts } from './test-counts';
import type { TitleInput } from './title';
import { titleOf } from './title';

/** Below this a person should look before anything acts. */
const REVIEW_BELOW = 0.6;
/** Weight from which a line counts as an error line; the strongest ones only, weak words change from run to run. */
const ERROR_WEIGHT = 8;
const MAX_EVIDENCE = 50;

export interface DiagnoseOptions {
  /** Characters all excerpts together may have; 16,000 (about 4,000 tokens) when left out. */
  readonly budget?: number;
  readonly detectors?: readonly Detector[];
}

interface JobDiagnosis {
  readonly input: JobInput;
  readonly issues: readonly DiagnosisIssue[];
  /** Complaints without a place, where there is nothing else: shown, but no more telling than the error lines they are. */
  readonly unplaced: readonly DiagnosisIssue[];
  readonly failingTests: readonly FailingTest[];
  readonly classification: Classification | null;
  readonly parsed: ParsedLog | null;
  readonly lines: readonly LogLine[];
  readonly evidence: readonly RankedSpan[];
  readonly worth: ReadonlyMap<number, number>;
  readonly errorLines: readonly string[];
  readonly cause: string | null;
  readonly counts: TestCounts | null;
  /** The line that names the cause for people, where a class' words say it better than findings. */
  readonly said: string | null;
}

/** Classes whose words say all there is: the same platform trouble hits a different line of a log each time. */
const SAID_IN_WORDS: ReadonlySet<FailureClass> = new Set(['infra', 'timeout', 'permission']);
/** A line shorter than this says too little to tell two causes apart. */
const TELLING_LENGTH = 45;

/** What names the cause of a failure that no tool's finding describes; null when findings or error lines do it better. */
function causeOf(
  lines: readonly LogLine[],
  classification: Classification | null,
  found: boolean,
  relative: (text: string) => string,
): string | null {
  const [first] = classification?.lines ?? [];
  if (!classification || first === undefined) return null;
  if (SAID_IN_WORDS.has(classification.class)) return `${classification.class}: ${classification.words[0] ?? ''}`;
  if (found) return null;
  const line = relative(lines.find(({ number }) => number === first)?.text ?? '').trim();
  return line.length < TELLING_LENGTH ? null : line;
}

/** What was found on `lines`, or all of it when nothing was found there. */
function within(detected: Detected, lines: ReadonlySet<number>): Detected {
  const issues = detected.issues.filter(({ found }) => lines.has(found.firstLine));
  const tests = detected.tests.filter(({ found }) => lines.has(found.firstLine));
  return issues.length + tests.length === 0 ? detected : { issues, tests };
}

/** A path within the repository as its forge writes it; an absolute one of Windows stays as it is. */
function forward(file: string): string {
  return /^[A-Za-z]:|^\\\\/.test(file) ? file : file.replaceAll('\\', '/');
}

function diagnoseJob(input: JobInput, detectors: readonly Detector[], place: (path: string) => string): JobDiagnosis {
  const parsed = input.parsed ?? (input.log === null ? null : parseLog(input.log));
  if (parsed === null) {
    const classification = classify([], { issues: [], tests: [] }, input.conclusion);
    return {
      input,
      issues: [],
      unplaced: [],
      failingTests: [],
      classification,
      parsed: null,
      lines: [],
      evidence: [],
      worth: new Map(),
      errorLines: [],
      cause: null,
      counts: null,
      said: null,
    };
  }
  const lines = failingLines(parsed);
  const isNew = input.green ? novelTo(input.green) : null;
  const fresh = isNew ? lines.filter(isNew) : lines;
  const telling = fresh.some(({ text }) => text.trim() !== '') ? fresh : lines;
  const novel = new Set(telling.map(({ number }) => number));
  const found = newFirst(detect(lines, detectors), novel);
  const detected = { ...found, issues: found.issues.filter(({ detector }) => detector.lastResort !== true) };
  const relative = workspaceOf(parsed.lines);
  const pathOf = (file: string | null): string | null =>
    file === null ? null : place(forward(relative(file)).replace(/^\.\//, ''));
  const issueOf = ({ detector, found: one }: Detected['issues'][number]): DiagnosisIssue => {
    const { rule, line, column, severity, firstLine, lastLine } = one;
    return {
      tool: detector.tool,
      rule,
      file: pathOf(one.file),
      line,
      column,
      message: relative(one.message),
      severity,
      evidence: { job: input.name, firstLine, lastLine },
    };
  };
  const issues = detected.issues.map(issueOf);
  const comparisons = comparisonsOf(
    lines,
    detected.tests.map(({ found: test }) => test),
  );
  const failingTests = detected.tests.map(({ found: { name, file, message } }, index): FailingTest => {
    const { expected = null, actual = null } = comparisons[index] ?? {};
    return { name, file: pathOf(file), message, expected, actual };
  });
  // The first failed step says the class; what fails after it is often its consequence.
  const first = new Set(firstFailingLines(parsed).map(({ number }) => number));
  const chief = telling.filter(({ number }) => first.has(number));
  // The marker's text is not the cause, but its words ("exceeded the maximum execution time") tell the class.
  const spoken = [...(chief.length > 0 ? chief : telling), ...parsed.lines.filter(({ role }) => role === 'marker')];
  const classification = classify(spoken, within(within(detected, novel), first), input.conclusion);
  const cause = causeOf(lines, classification, issues.length + failingTests.length > 0, relative);
  const [told] = classification?.lines ?? [];
  return {
    input,
    issues,
    unplaced: found.issues.filter(({ detector }) => detector.lastResort === true).map(issueOf),
    failingTests,
    classification,
    parsed,
    lines,
    evidence: rankEvidence(telling, detected, classification),
    worth: worthOf(detected, classification, isNew ? lines.filter((line) => !isNew(line)) : []),
    errorLines: telling.filter((line) => strengthOf(line) >= ERROR_WEIGHT).map(({ text }) => relative(text)),
    cause,
    counts: countTests(parsed.lines),
    said: cause === null ? null : relative(spoken.find(({ number }) => number === told)?.text ?? ''),
  };
}

/** First cause first: jobs that can say what broke before those that only say that something did. */
function rank(job: JobDiagnosis): number {
  const findings = job.failingTests.length + job.issues.filter(({ severity }) => severity === 'error').length;
  return (findings > 0 ? 2 : 0) + (job.classification?.confidence ?? 0) + (job.errorLines.length > 0 ? 0.5 : 0);
}

function stepsOf(job: JobDiagnosis): FailedStep[] {
  const named = job.input.failedSteps.map(({ name }) => ({ job: job.input.name, step: name }));
  const logged = job.parsed?.failedStep?.name;
  return named.length > 0 || logged === undefined || logged === null ? named : [{ job: job.input.name, step: logged }];
}

function excerptsOf(jobs: readonly JobDiagnosis[], budget: number): LogExcerpt[] {
  const excerpts: LogExcerpt[] = [];
  let left = budget;
  for (const [index, job] of jobs.entries()) {
    // Half of what is left for the best job, half of the rest for the next; the last may take all.
    const share = index === jobs.length - 1 ? left : Math.floor(left / 2);
    const readable = job.parsed ? readableLines(job.parsed) : [];
    const spans = selectLines(readable, job.worth, share);
    left -= spans.reduce((sum, { text }) => sum + text.length + 1, 0);
    excerpts.push(...spans.map((span) => ({ job: job.input.name, ...span })));
  }
  return excerpts;
}

const isEmpty = ({ parsed }: JobDiagnosis): boolean => parsed?.lines.every(({ text }) => text.trim() === '') === true;

/** What a title is made of; a job without a classification still ended somehow. */
function chiefOf(job: JobDiagnosis): TitleInput {
  const { input, parsed, classification, issues, failingTests, said, errorLines } = job;
  return {
    job: input.name,
    step: stepsOf(job)[0]?.step ?? null,
    conclusion: input.conclusion,
    exitCode: parsed?.failedStep?.exitCode ?? null,
    isEmpty: isEmpty(job),
    classification,
    issues,
    failingTests,
    cause: said,
    errorLines,
  };
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function summaryOf(jobs: readonly JobDiagnosis[], classification: Classification | null): string {
  const [first] = jobs;
  if (!first) return 'The run failed without a failed job.';
  const step = stepsOf(first)[0]?.step;
  const where = `${first.input.name}${step === undefined ? '' : ` / ${step}`}`;
  const errors = first.issues.filter(({ severity }) => severity === 'error');
  const [test] = first.failingTests;
  const [issue] = errors;
  let what = 'no cause found in the log';
  if (isEmpty(first)) what = 'there is nothing in the log';
  else if (first.parsed === null) what = `no log available (${first.input.conclusion})`;
  else if (test) what = `${many(first.failingTests.length, 'failing test')}, first: ${test.name}`;
  else if (issue) {
    const place = issue.file === null ? '' : `${issue.file}${issue.line === null ? '' : `:${issue.line}`}: `;
    what = `${many(errors.length, 'error')}, first: ${place}${issue.message}`;
  } else if (first.errorLines[0] !== undefined) what = first.errorLines[0].trim();
  const kind = classification === null ? 'failure' : `${classification.class} failure`;
  return `${kind} in ${where}: ${what}`.slice(0, 300);
}

/**
 * Says what broke in a failed run, from its jobs' raw logs. Deterministic, no clock, no I/O; linear in the logs' length;
 * never throws on any text. Secrets are removed before anything else looks. `unknown` when nothing in the logs speaks
 * for a class, with the tail of the best log.
 */
export function diagnose(input: DiagnosisInput, options: DiagnoseOptions = {}): Diagnosis {
  const place = input.files ? placeIn(input.files) : (path: string): string => path;
  const jobs = input.jobs.map((job) => diagnoseJob(job, options.detectors ?? DETECTORS, place));
  jobs.sort((a, b) => rank(b) - rank(a));
  const fingerprintBasis: FingerprintInput = {
    repositoryPath: input.repositoryPath,
    workflowName: input.workflowName,
    jobs: jobs.map((job) => ({
      name: job.input.name,
      conclusion: job.input.conclusion,
      failedSteps: job.input.failedSteps,
      loggedStep: job.parsed?.failedStep?.name ?? null,
      issues: job.issues,
      failingTests: job.failingTests,
      cause: job.cause,
      errorLines: job.errorLines,
      exitCode: job.parsed?.failedStep?.exitCode ?? null,
    })),
  };
  const { value, explanation } = fingerprint(fingerprintBasis);
  const classification = jobs.find((job) => job.classification !== null)?.classification ?? null;
  const budget = options.budget ?? DEFAULT_BUDGET;
  const [chief] = jobs;
  const base = {
    title: chief ? titleOf(chiefOf(chief)) : 'The run failed without a failed job',
    summary: summaryOf(jobs, classification),
    failedJobs: jobs.map((job) => job.input.name),
    failedSteps: jobs.flatMap(stepsOf),
    issues: jobs.flatMap((job) => [...job.issues, ...job.unplaced]),
    failingTests: jobs.flatMap((job) => job.failingTests),
    testCounts: sumCounts(jobs.map(({ counts }) => counts)),
    evidence: jobs
      .flatMap(({ input: { name }, evidence }) => evidence.map((span) => ({ job: name, ...span })))
      .slice(0, MAX_EVIDENCE),
    logExcerpts: excerptsOf(jobs, budget),
    exitCode: jobs.map((job) => job.parsed?.failedStep?.exitCode ?? null).find((code) => code !== null) ?? null,
    fingerprint: value,
    fingerprintExplanation: explanation,
    fingerprintBasis,
  };
  if (classification === null) {
    const [spoken] = jobs.filter((job) => job.parsed !== null);
    const span = spoken ? tailOf(spoken.lines, budget) : null;
    const tail = span && spoken ? { job: spoken.input.name, ...span } : null;
    return { ...base, class: 'unknown', tail, requiresHumanReview: true };
  }
  // Seeing only a part of a log, we may have missed the first cause.
  const partial = input.jobs.some((job) => job.truncated || (job.log === null && job.parsed === undefined));
  const { class: kind, confidence } = classification;
  return { ...base, class: kind, confidence, requiresHumanReview: partial || confidence < REVIEW_BELOW };
}
