import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { diagnose } from '../diagnosis/diagnose';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { readCiFile } from './ci-file-log';
import { rowOf } from './diagnosis-row';
import { painter, textOf } from './diagnosis-text';
import { problemOf } from './file-problem';
import { readLog } from './log-source';
import { progressBar } from './progress-bar';

interface Options {
  readonly json?: true;
  readonly jsonl?: true;
  readonly green?: string;
  readonly root?: string;
  readonly budget?: number;
}

/** Characters of a token in logs, roughly. */
const TOKEN = 4;
/** How the command ends; an error outweighs an unknown cause. */
const [FAILED, MISUSED, UNKNOWN] = [1, 2, 3];
/** Files of a tree that are looked at; enough for the largest repositories' sources. */
const MAX_FILES = 200_000;
const NOT_SOURCE = new Set(['.git', 'node_modules', 'target', 'dist', 'build', '.venv', 'vendor']);

function tokens(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1');
  return number;
}

async function filesBelow(root: string): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined && files.size < MAX_FILES; folder = folders.pop()) {
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.add(name);
      else if (entry.isDirectory() && !NOT_SOURCE.has(entry.name)) folders.push(name);
    }
  }
  return files;
}

async function read(file: string, root?: string): Promise<ParsedLog> {
  const linted = await readCiFile(file, root);
  if (linted !== null) return linted;
  if (file === '-' && process.stdin.isTTY) process.stderr.write('reading a log from the terminal; Ctrl-D ends it\n');
  const bar = progressBar(file, process.stderr);
  try {
    return await readLog(file, bar.tell);
  } finally {
    bar.end();
  }
}

function print(name: string, diagnosis: Diagnosis, ms: number, options: Options): void {
  if (options.json === true) console.log(JSON.stringify(rowOf(name, diagnosis, ms), null, 2));
  else if (options.jsonl === true || !process.stdout.isTTY) console.log(JSON.stringify(rowOf(name, diagnosis, ms)));
  else {
    // A terminal that does not know its width says 0.
    const width = process.stdout.columns > 0 ? process.stdout.columns : undefined;
    console.log(textOf(name, diagnosis, painter(process.stdout.hasColors()), width));
  }
}

/** Says on standard error why a file could not be used; the exit code tells too. */
function tellProblem(file: string, error: unknown): void {
  process.stderr.write(`devflowfix: ${problemOf(file, error)}\n`);
  process.exitCode = FAILED;
}

/** What `work` makes of a file; null, with a word about why, when it cannot be read. */
async function used<T>(file: string, work: (file: string) => Promise<T>): Promise<T | null> {
  try {
    return await work(file);
  } catch (error) {
    tellProblem(file, error);
    return null;
  }
}

async function run(files: readonly string[], options: Options): Promise<void> {
  const green = options.green === undefined ? undefined : await used(options.green, (each) => read(each));
  const tree = options.root === undefined ? undefined : await used(options.root, filesBelow);
  // Without what it was to be held against, a diagnosis would be another one than was asked for.
  if (green === null || tree === null) return;
  const budget = options.budget === undefined ? {} : { budget: options.budget * TOKEN };
  for (const file of files.length > 0 ? files : ['-']) {
    const start = performance.now();
    const parsed = await used(file, (each) => read(each, options.root));
    if (parsed === null) continue;
    const log = { name: 'log', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed };
    const job = { ...log, ...(green === undefined ? {} : { green }) };
    const input = { repositoryPath: '', workflowName: '', jobs: [job], ...(tree === undefined ? {} : { files: tree }) };
    const diagnosis = diagnose(input, budget);
    print(file === '-' ? 'standard input' : file, diagnosis, performance.now() - start, options);
    if (diagnosis.class === 'unknown') process.exitCode ??= UNKNOWN;
  }
}

/** `devflowfix diagnose`: says what broke in logs, without a database or a server. */
export function diagnoseCommand(): Command {
  return new Command('diagnose')
    .description('say what broke in CI logs; needs no database and no server')
    .argument('[files...]', 'logs, gzipped or not, or workflow and pipeline files; - or nothing reads standard input')
    .addOption(new Option('--json', 'print one indented JSON object a log').conflicts('jsonl'))
    .option('--jsonl', 'print one JSON object a line; the default unless standard output is a terminal')
    .option('--green <file>', 'the last green log of the same job: what it says too is not the cause')
    .option('--root <dir>', "the repository's files, to tell its paths by")
    .option('--budget <tokens>', 'tokens of lines worth reading (4000)', tokens)
    .addHelpText('after', '\nExit codes: 0 diagnosed, 3 no cause found in a log, 1 a file could not be read, 2 misuse.')
    .addHelpText(
      'after',
      '\n  devflowfix diagnose build.log\n  gh run view 42 --log-failed | devflowfix diagnose --json\n  devflowfix diagnose .github/workflows/ci.yml',
    )
    .showHelpAfterError('(devflowfix diagnose --help tells more)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : MISUSED))
    .action(run);
}
