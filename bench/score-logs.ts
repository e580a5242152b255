// Runs the engine on every case of a directory and prints its scorer's table: `npm run score:logs [-- DIR]`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ciFileReport } from '../src/cli/ci-file-log';
import { inputOf, rowOf } from '../src/cli/diagnosis-row';
import { textOf } from '../src/cli/log-bytes';
import { diagnose } from '../src/diagnosis/diagnose';
import type { Diagnosis } from '../src/diagnosis/diagnosis.types';

const Case = z.object({
  id: z.string(),
  kind: z.string().nullish(),
  source: z.string().nullish(),
  log: z.string(),
  expected: z.object({ line_breaks: z.string().nullish() }).loose(),
});

/**
 * For labels that count a bare `\r` as a line break too: the number of each of our lines (split at `\n` alone) in that
 * way of counting. The last piece of a line that draws over itself is the one a reader sees.
 */
function numbering(text: string, breaks: string | null | undefined): (line: number) => number {
  // Labels know one line in a text without a line feed.
  if (!text.trimEnd().includes('\n')) return () => 1;
  if (!breaks?.includes('\\r|')) return (line) => line;
  const starts = [0];
  for (const line of text.split('\n')) starts.push((starts.at(-1) ?? 0) + 1 + (line.match(/\r(?!$)/g)?.length ?? 0));
  return (line) => starts[line] ?? line;
}

/** Spans without repeats. */
function spansOf(spans: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  return spans.filter(([first, last], index) => spans.findIndex(([a, b]) => a === first && b === last) === index);
}

/** What is diagnosed: a log as it is, a workflow file by what linting it says, under the name it has in its repository. */
async function textOfCase({ kind, source, log }: z.infer<typeof Case>, text: string): Promise<string> {
  if (kind !== 'workflow-file') return text;
  const named = source?.replace(/^[^@]*@[^:]*:/, '') ?? log;
  return (await ciFileReport(named, text, path.resolve('.devflowfix/no-tree'))) ?? text;
}

/** Characters that a token of current models has in these logs' excerpts (o200k and cl100k: 3.58 and 3.60). */
const TOKEN = 3.6;

function tokensOf(diagnosis: Diagnosis): number {
  return diagnosis.logExcerpts.reduce((sum, { text }) => sum + text.length + 1, 0) / TOKEN;
}

function tellTokens(tokens: readonly number[]): void {
  if (tokens.length === 0) return;
  const sorted = [...tokens].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
  const mean = tokens.reduce((sum, each) => sum + each, 0) / tokens.length;
  console.log(
    `tokens of context, ${tokens.length} job logs`.padEnd(46),
    `mean=${mean.toFixed(0)}  median=${at(0.5)}  p90=${at(0.9)}  most=${at(1)}  (${TOKEN} characters each)`,
  );
}

async function main(): Promise<void> {
  const folder = path.resolve(process.argv[2] ?? '../shared/logs');
  const casesFile = path.join(folder, 'cases.jsonl');
  if (!existsSync(casesFile)) {
    console.log(`No cases to score: ${casesFile} does not exist. Give a directory: npm run score:logs -- DIR`);
    return;
  }
  const cases = readFileSync(casesFile, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Case.parse(JSON.parse(line)));
  const rows: string[] = [];
  const tokens: number[] = [];
  for (const each of cases) {
    const { id, log, expected } = each;
    const text = await textOfCase(each, textOf(readFileSync(path.join(folder, log))));
    const start = performance.now();
    const diagnosis = diagnose(inputOf(text));
    const row = rowOf(id, diagnosis, performance.now() - start);
    if (each.kind === 'ci-log') tokens.push(tokensOf(diagnosis));
    const at = numbering(text, expected.line_breaks);
    rows.push(
      JSON.stringify({
        ...row,
        lines: row.lines.map(at),
        context: spansOf(row.context.map(([first, last]) => [at(first), at(last)] as const)),
      }),
    );
  }
  mkdirSync('.devflowfix', { recursive: true });
  const file = path.resolve('.devflowfix/predictions.jsonl');
  writeFileSync(file, `${rows.join('\n')}\n`);
  console.log(`${rows.length} cases diagnosed, predictions in ${file}`);

  const scorer = [path.join(folder, 'score.py'), path.resolve('../shared/logs/score.py')].find((at) => existsSync(at));
  if (scorer === undefined) {
    console.log('No table: there is no score.py beside the cases.');
    return;
  }
  const { error, status } = spawnSync('python3', [scorer, folder, file, ...process.argv.slice(3)], {
    stdio: 'inherit',
  });
  if (error) console.log(`No table: python3 could not be started (${error.message}).`);
  else if (status !== 0) process.exitCode = status ?? 1;
  tellTokens(tokens);
}

void main();
