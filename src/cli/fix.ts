import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { redact } from '../diagnosis/log/redact';
import { DEFAULT_PATCH_POLICY } from '../fix/domain/gates/gate.types';
import type { FixPlan } from '../fix/domain/plan';
import { readPolicy } from '../fix/domain/policy-file';
import type { TreeSource } from '../fix/domain/tree.types';
import { readCiFile } from './ci-file-log';
import { painter } from './diagnosis-text';
import { problemOf } from './file-problem';
import { fixRow, fixText } from './fix-text';
import { localTree, writeChanges } from './local-tree';
import { readLog } from './log-source';
import { progressBar } from './progress-bar';

interface Options {
  readonly log: string;
  readonly root: string;
  readonly write?: true;
  readonly json?: true;
  readonly ai?: true;
}

const NOTHING_SAFE = 2;
/** Whoever asks for a fix here looks at it before it is committed, so a snapshot may be offered, as a suggestion. */
const AT_HAND = { ...DEFAULT_PATCH_POLICY, allow_snapshot_updates: true };
const HELP = `
Exit codes:
  0  a patch: printed, and with --write written
  2  nothing safe to propose, or refused by a gate: says why, writes nothing
  1  an error: a file that cannot be read or written, a wrong .devflowfix.yml or option

Examples:
  gh run view 123 --log-failed > ci.log && devflowfix fix --log ci.log --root .
  npm test 2>&1 | devflowfix fix --log - --root . --write
  devflowfix fix --log .github/workflows/ci.yml --root .

A .devflowfix.yml in the folder bounds what may be changed. Nothing of the folder is executed.`;

/** What `work` gives; throws what kept it, said of the file. */
async function using<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(problemOf(file, error), { cause: error });
  }
}

/** A log, or what linting a CI file says. */
async function readEither(file: string, root: string): Promise<ParsedLog> {
  const linted = await readCiFile(file, root);
  if (linted !== null) return linted;
  if (file === '-' && process.stdin.isTTY) process.stderr.write('reading a log from the terminal; Ctrl-D ends it\n');
  const bar = progressBar(file, process.stderr);
  return readLog(file, bar.tell).finally(bar.end);
}

async function treeBelow(root: string): Promise<TreeSource> {
  if (!(await stat(root)).isDirectory()) throw new Error('is not a folder');
  return localTree(root);
}

/** Says of a log that tells of no error that it does, which is more of use than that no fixer knows it. */
function withReason(plan: FixPlan, { lines }: ParsedLog, { issues, failingTests }: Diagnosis): FixPlan {
  if (plan.outcome === 'patch' || issues.length > 0 || failingTests.length > 0) return plan;
  const isEmpty = lines.every(({ text }) => text.trim() === '');
  return { ...plan, why: isEmpty ? 'the log is empty' : 'the log tells of no error that is known' };
}

async function run({ log, root, write, json, ai }: Options): Promise<void> {
  const tree = await using(root, () => treeBelow(root));
  const parsed = await using(log, () => readEither(log, root));
  // The runner of threads: every other command starts without it.
  const { localDiagnosis, localPlan } = await import('./local-plan.js');
  const { diagnosis, logs } = localDiagnosis(parsed, tree.paths);
  const policy = await readPolicy(tree, AT_HAND);
  const question = { diagnosis, logs, tree };
  const made = await localPlan(question, policy);
  const known = withReason(made.plan, parsed, diagnosis);
  // Loaded only where it is wanted: it brings the application's settings and an HTTP client.
  const { modelFix } =
    ai === true && known.outcome === 'declined' ? await import('./model-fix.js') : { modelFix: null };
  const asked = modelFix === null || known.outcome === 'patch' ? null : await modelFix({ ...question, policy }, known);
  if (asked !== null) process.stderr.write(`devflowfix: ${asked.note}\n`);
  const plan = asked?.plan ?? known;
  const gates = asked?.gates ?? made.gates;
  const offered = plan.outcome === 'patch' && !gates.some(({ severity }) => severity === 'refuse');
  const written = offered && write === true;
  if (written) await writeChanges(root, plan.changes);
  if (json === true) console.log(JSON.stringify(fixRow(plan, gates, written), null, 2));
  else console.log(fixText(plan, gates, written, painter(process.stdout.isTTY && process.stdout.hasColors())));
  if (!offered) process.exitCode = NOTHING_SAFE;
}

/** `devflowfix fix`: a safe patch for what a log says, made on a folder, without a database or a server. */
export function fixCommand(): Command {
  return new Command('fix')
    .description('propose a safe patch for what a CI log says, as a diff; --write applies it')
    .requiredOption(
      '--log <file>',
      'the failed job’s log, gzipped or not, or a CI file to mend; - reads standard input',
    )
    .requiredOption('--root <dir>', 'the working tree that failed')
    .option('--write', 'write the patch to the working tree, all of it or nothing')
    .option('--json', 'print one JSON object')
    .option('--ai', 'ask the model of AI_BASE_URL, AI_API_KEY and AI_MODEL when no fixer knows')
    .addHelpText('after', HELP)
    .showHelpAfterError('devflowfix fix --help tells more')
    .action(async (options: Options) => {
      try {
        await run(options);
      } catch (error) {
        process.stderr.write(`devflowfix: ${redact(error instanceof Error ? error.message : String(error))}\n`);
        process.exitCode = 1;
      }
    });
}
