import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import { diagnose } from './diagnose';
import { FAILURE_CLASSES, ISSUE_SEVERITIES } from './diagnosis.types';
import type { JobInput } from './diagnosis.types';
import { parseLog } from './log/reader';

const Line = z.int().min(1);
const Span = z
  .strictObject({ job: z.string(), firstLine: Line, lastLine: Line })
  .refine(({ firstLine, lastLine }) => firstLine <= lastLine);
const Excerpt = z.strictObject({ job: z.string(), firstLine: Line, lastLine: Line, text: z.string() });
const Place = z.int().min(0).nullable();
const Base = z.strictObject({
  title: z
    .string()
    .min(1)
    .max(240)
    .regex(/^.{1,120}$/u),
  summary: z.string().min(1).max(300),
  failedJobs: z.array(z.string()),
  failedSteps: z.array(z.strictObject({ job: z.string(), step: z.string() })),
  issues: z.array(
    z.strictObject({
      tool: z.string().min(1).nullable(),
      rule: z.string().min(1).nullable(),
      file: z.string().min(1).nullable(),
      line: Place,
      column: Place,
      message: z.string(),
      severity: z.enum(ISSUE_SEVERITIES),
      evidence: Span,
    }),
  ),
  failingTests: z.array(
    z.strictObject({
      name: z.string().min(1),
      file: z.string().nullable(),
      message: z.string().nullable(),
      expected: z.string().min(1).max(300).nullable(),
      actual: z.string().min(1).max(300).nullable(),
    }),
  ),
  testCounts: z.strictObject({ run: Place, failed: z.int().min(0) }).nullable(),
  evidence: z.array(Span).max(50),
  logExcerpts: z.array(Excerpt),
  exitCode: z.int().nullable(),
  fingerprint: z.string().regex(/^v2:[0-9a-f]{64}$/),
  fingerprintExplanation: z.string().min(1),
  fingerprintBasis: z.looseObject({
    repositoryPath: z.string(),
    workflowName: z.string(),
    jobs: z.array(z.looseObject({ name: z.string() })),
  }),
  requiresHumanReview: z.boolean(),
});
const DiagnosisSchema = z.discriminatedUnion('class', [
  Base.extend({ class: z.literal('unknown'), tail: Excerpt.nullable() }),
  Base.extend({ class: z.enum(FAILURE_CLASSES).exclude(['unknown']), confidence: z.number().gt(0).lt(1) }),
]);

const folder = path.join(__dirname, 'fixtures');
const FIXTURES = readdirSync(folder)
  .filter((name) => name.endsWith('.log'))
  .map((name) => readFileSync(path.join(folder, name), 'utf8'));
const ROOT = path.join(__dirname, '..', '..');
/** Logs of real tools: our recipes', and the corpora beside the project where they are. */
const REAL_LOGS = ['test/fixtures/recipes', '../shared/logs/logs', '../shared/recipes']
  .map((at) => path.join(ROOT, at))
  .filter((at) => existsSync(at))
  .flatMap((at) => readdirSync(at, { recursive: true, encoding: 'utf8' }).map((name) => path.join(at, name)))
  .filter((file) => /\.(?:log|txt)$/.test(file) && statSync(file).isFile());
/** Characters of a real log that are diagnosed at once: the corpora's largest has 10 MB. */
const PIECE = 12_000;

function pieceOf(file: string, at: number): string {
  const log = readFileSync(file, 'utf8');
  const from = at % Math.max(1, log.length - PIECE / 2);
  return log.slice(from, from + PIECE);
}

/** What detectors and the reader look for: mutations made of it reach further than random bytes. */
const WORDS = [
  '##[group]Run x',
  '##[endgroup]',
  '##[error]',
  'section_start:1:a\r\u001b[0K',
  '\u001b[31m',
  '^[[0m',
  '\ufeff',
  '\r',
  '\n',
  '\0',
  '\ud800',
  'a.ts(1,2): error TS1: ',
  'a.py:0:0: ',
  'FAIL ',
  'not ok 1 - ',
  '--- FAIL: ',
  'Traceback (most recent call last):',
  'npm error code E404',
  '99999999999999999999',
  'Post job cleanup.',
  'Tests run: 1, Failures: 1',
];

const edit = fc.tuple(
  fc.nat(8000),
  fc.nat(300),
  fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 40 })),
);
type Edit = readonly [at: number, length: number, put: string];
function mutate(log: string, edits: readonly Edit[], times: number): string {
  return edits.reduce(
    (text, [at, length, put]) => text.slice(0, at) + put.repeat(times) + text.slice(at + length),
    log,
  );
}
const mutated = fc
  .tuple(fc.constantFrom(...FIXTURES), fc.array(edit, { maxLength: 8 }), fc.integer({ min: 1, max: 3 }))
  .map(([log, edits, times]) => mutate(log, edits, times));
const log = fc.oneof(
  mutated,
  fc.string({ unit: 'binary', maxLength: 2000 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join('\n')),
);

const jobOf = (text: string, name: string, green?: string): JobInput => ({
  name,
  conclusion: 'failure',
  failedSteps: [],
  log: text,
  truncated: false,
  ...(green === undefined ? {} : { green: parseLog(green) }),
});

/** Answers validly, the same each time, with spans that lie in the logs. */
function expectSound(one: string, two: string, green: string | undefined): void {
  const input = { repositoryPath: 'a/b', workflowName: 'ci', jobs: [jobOf(one, 'one', green), jobOf(two, 'two')] };

  const diagnosis = diagnose(input, { budget: 2000 });

  expect(DiagnosisSchema.safeParse(diagnosis).error?.issues ?? []).toEqual([]);
  expect(diagnose(input, { budget: 2000 })).toEqual(diagnosis);
  const last = new Map([
    ['one', parseLog(one).lines.length],
    ['two', parseLog(two).lines.length],
  ]);
  const spans = [...diagnosis.issues.map(({ evidence }) => evidence), ...diagnosis.evidence, ...diagnosis.logExcerpts];
  expect(spans.filter(({ job, lastLine }) => lastLine > (last.get(job) ?? 0))).toEqual([]);
}

describe('diagnose, whatever it is given', () => {
  it('answers validly, the same each time, with spans that lie in the log', () => {
    fc.assert(fc.property(log, log, fc.option(log, { nil: undefined }), expectSound), { numRuns: 400, seed: 20260305 });
  });

  it('does so of mutated pieces of real logs', () => {
    const real = REAL_LOGS.map((file) => fc.tuple(fc.constant(file), fc.nat(), fc.array(edit, { maxLength: 8 })));
    const piece = fc.oneof(...real).map(([file, at, edits]) => mutate(pieceOf(file, at), edits, 1));

    fc.assert(fc.property(piece, piece, fc.option(piece, { nil: undefined }), expectSound), {
      numRuns: 150,
      seed: 20260305,
    });
  });
});

describe('diagnose with the last green log', () => {
  it('blames what is new, not what was said when all went well', () => {
    const green = ['Error: cache is cold, going on', 'built in 3.2 s'].join('\n');
    const red = ['Error: cache is cold, going on', 'Error: the port 4711 is taken', 'built in 9.9 s'].join('\n');

    const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [jobOf(red, 'one', green)] });

    expect(diagnosis.evidence[0]).toEqual({ job: 'one', firstLine: 2, lastLine: 2 });
  });

  it('puts a finding the green log has too behind the new ones, in issues and in evidence', () => {
    const old = "src/old.ts(3,1): error TS2304: Cannot find name 'legacy'.";
    const red = [old, "src/new.ts(9,1): error TS2304: Cannot find name 'fresh'."].join('\n');

    const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [jobOf(red, 'one', `${old}\nignored`)] });

    expect(diagnosis.issues.map(({ file }) => file)).toEqual(['src/new.ts', 'src/old.ts']);
    expect(diagnosis.evidence.map(({ firstLine }) => firstLine)).toEqual([2, 1]);
    expect(diagnosis.summary).toContain('src/new.ts');
  });
});

describe("diagnose with the repository's files", () => {
  it('tells paths by them, whatever the workspace was', () => {
    const files = new Set(['packages/shop/src/total.ts', 'src/total.ts']);
    const text = '/opt/somewhere/else/packages/shop/src/total.ts(3,1): error TS2322: no';

    const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [jobOf(text, 'one')], files });

    expect(diagnosis.issues[0]?.file).toBe('packages/shop/src/total.ts');
  });
});
