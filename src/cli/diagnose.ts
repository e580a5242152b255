import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { diagnose } from '../diagnosis/diagnose';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { redact } from '../diagnosis/log/redact';
import { rowOf } from './diagnosis-row';
import { painter, textOf } from './diagnosis-text';
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
const UNKNOWN = 3;
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

async function read(file: string): Promise<ParsedLog> {
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
  else console.log(textOf(name, diagnosis, painter(process.stdout.hasColors())));
}

async function run(files: readonly string[], options: Options): Promise<void> {
  const green = options.green === undefined ? {} : { green: await read(options.green) };
  const tree = options.root === undefined ? {} : { files: await filesBelow(options.root) };
  const budget = options.budget === undefined ? {} : { budget: options.budget * TOKEN };
  for (const file of files.length > 0 ? files : ['-']) {
    const start = performance.now();
    const parsed = await read(file);
    const job = { name: 'log', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed, ...green };
    const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [job], ...tree }, budget);
    print(file === '-' ? 'standard input' : file, diagnosis, performance.now() - start, options);
    if (diagnosis.class === 'unknown') process.exitCode = UNKNOWN;
  }
}

/** `devflowfix diagnose`: says what broke in logs, without a database or a server. */
export function diagnoseCommand(): Command {
  return new Command('diagnose')
    .description('say what broke in CI logs: no database, no server; exit code 0 diagnosed, 3 unknown')
    .argument('[files...]', 'logs, gzipped or not; - or nothing reads standard input')
    .option('--json', 'print one indented JSON object a log')
    .option('--jsonl', 'print one JSON object a line; the default unless standard output is a terminal')
    .option('--green <file>', 'the last green log of the same job: what it says too is not the cause')
    .option('--root <dir>', "the repository's files, to tell its paths by")
    .option('--budget <tokens>', 'tokens of lines worth reading (4000)', tokens)
    .action(async (files: string[], options: Options) => {
      try {
        await run(files, options);
      } catch (error) {
        process.stderr.write(`devflowfix: ${redact(error instanceof Error ? error.message : String(error))}\n`);
        process.exitCode = 1;
      }
    });
}
