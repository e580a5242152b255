import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import { diagnose } from '../diagnosis/diagnose';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { redact } from '../diagnosis/log/redact';
import { DEFAULT_PATCH_POLICY } from '../fix/domain/gates/gate.types';
import { judge } from '../fix/domain/gates/index';
import { readPolicy } from '../fix/domain/policy-file';
import { readCiFile } from './ci-file-log';
import { painter } from './diagnosis-text';
import { fixRow, fixText } from './fix-text';
import { localTree, writeChanges } from './local-tree';
import { readLog, type Progress } from './log-source';
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

/** A log, or what linting a CI file says. */
async function readEither(file: string, root: string, tell: Progress): Promise<ParsedLog> {
  return (await readCiFile(file, root)) ?? readLog(file, tell);
}

async function run({ log, root, write, json, ai }: Options): Promise<void> {
  if (!(await stat(root)).isDirectory()) throw new Error(`${root} is not a folder`);
  const bar = progressBar(log, process.stderr);
  const parsed = await readEither(log, root, bar.tell).finally(bar.end);
  const tree = await localTree(root);
  const job = { name: 'log', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed };
  const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [job], files: tree.paths });
  const policy = await readPolicy(tree, AT_HAND);
  const question = { diagnosis, logs: [{ job: job.name, lines: parsed.lines }], tree };
  // Compilers and linters: every other command starts without them.
  const { planFix } = await import('../fix/domain/plan.js');
  const known = await planFix(question);
  // Loaded only where it is wanted: it brings the application's settings and an HTTP client.
  const { modelFix } =
    ai === true && known.outcome === 'declined' ? await import('./model-fix.js') : { modelFix: null };
  const asked = modelFix === null || known.outcome === 'patch' ? null : await modelFix({ ...question, policy }, known);
  if (asked !== null) process.stderr.write(`devflowfix: ${asked.note}\n`);
  const plan = asked?.plan ?? known;
  const gates = asked?.gates ?? (plan.outcome === 'patch' ? judge(plan, policy) : []);
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
    .description('propose a safe patch for a CI log: exit code 0 patch, 2 nothing safe to propose, 1 errors')
    .requiredOption(
      '--log <file>',
      'the failed job’s log, gzipped or not, or a CI file to mend; - reads standard input',
    )
    .requiredOption('--root <dir>', 'the working tree that failed')
    .option('--write', 'write the patch to the working tree, all of it or nothing')
    .option('--json', 'print one JSON object')
    .option('--ai', 'ask the model of AI_BASE_URL, AI_API_KEY and AI_MODEL when no fixer knows')
    .action(async (options: Options) => {
      try {
        await run(options);
      } catch (error) {
        process.stderr.write(`devflowfix: ${redact(error instanceof Error ? error.message : String(error))}\n`);
        process.exitCode = 1;
      }
    });
}
