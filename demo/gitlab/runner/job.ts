import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { checkOut } from '../../common/checkout';
import type { Job, JobContext, JobResult } from '../pipelines';
import { writeCleanUp, writePreamble } from '../trace';
import type { CiJob } from './ci-file';
import type { Variables } from './expression';
import { runCommands } from './script';

/** A job with everything its rule and its file gave it. */
export interface RunnableJob {
  readonly job: CiJob;
  readonly variables: Variables;
  readonly nodeModules: string;
}

/** Runs one job's commands in a fresh checkout; the trace is what they printed. */
export async function runJob(input: RunnableJob, context: JobContext): Promise<JobResult> {
  const { pipeline, job, signal } = context;
  const { git } = pipeline.project;
  const { tree } = await git.commit(pipeline.sha);
  const workspace = await checkOut(git, tree, pipeline.project.path, input.nodeModules);
  const { directory } = workspace;
  const variables = { ...input.variables, CI_JOB_ID: String(job.id), CI_PROJECT_DIR: directory };
  const env = { ...environment(input.nodeModules, workspace.home), ...expand(variables) };
  try {
    writePreamble(job.trace, { ref: pipeline.ref, sha: pipeline.sha, directory });
    job.trace.section('step_script', 'Executing "step_script" stage of the job script');
    const { before_script: before = [], script = [], after_script: after = [] } = input.job;
    const code = await runCommands({ commands: [...before, ...script], directory, env }, job.trace, signal);
    if (after.length > 0 && !signal.aborted) await runAfter(after, { directory, env }, context);
    await keepArtifacts(input.job, job, directory, code === 0);
    return verdict(input.job, context, code);
  } finally {
    await workspace.remove();
  }
}

async function runAfter(
  commands: readonly string[],
  place: { readonly directory: string; readonly env: Readonly<Record<string, string>> },
  { job: { trace }, signal }: JobContext,
): Promise<void> {
  trace.section('after_script', 'Running after_script');
  trace.green('Running after script...');
  const code = await runCommands({ commands, ...place }, trace, signal);
  if (code !== 0) trace.line(`WARNING: after_script failed, but job will continue unaffected: exit code ${code}`);
}

function verdict(plan: CiJob, { job: { trace }, signal }: JobContext, code: number): JobResult {
  writeCleanUp(trace);
  if (signal.aborted) {
    trace.failed('canceled');
    return { status: 'failed' };
  }
  if (code === 0) {
    trace.succeeded();
    return { status: 'success' };
  }
  trace.failed(`exit code ${code}`);
  const { allow_failure: allowed } = plan;
  const isAllowed = typeof allowed === 'object' && [allowed.exit_codes].flat().includes(code);
  return { status: 'failed', failureReason: 'script_failure', ...(isAllowed ? { allowFailure: true } : {}) };
}

/** A small environment of its own: none of this process's variables reach the project's commands. */
function environment(nodeModules: string, home: string): Record<string, string> {
  const bin = [path.join(nodeModules, '.bin'), path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  return {
    PATH: bin.join(path.delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
}

/** Variables may name each other: `$A` and `${A}`, one step deep. */
function expand(variables: Variables): Record<string, string> {
  const value = (text: string): string =>
    text.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (all, braced?: string, plain?: string) => variables[braced ?? plain ?? ''] ?? all,
    );
  return Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, value(text)]));
}

async function keepArtifacts(plan: CiJob, job: Job, directory: string, isGreen: boolean): Promise<void> {
  const { artifacts } = plan;
  if (!artifacts) return;
  // Reports are always kept, paths as `when` says.
  const reports = await filesOf(directory, artifacts.reports.junit);
  const isWanted = artifacts.when === 'always' || (artifacts.when === 'on_success') === isGreen;
  const files = isWanted ? await filesOf(directory, artifacts.paths) : [];
  if (reports.length + files.length === 0) return;
  const outcome = isGreen ? 'successful' : 'failed';
  job.trace.section(`upload_artifacts_on_${isGreen ? 'success' : 'failure'}`, `Uploading artifacts for ${outcome} job`);
  job.trace.green('Uploading artifacts...');
  for (const { name } of [...files, ...reports])
    job.trace.line(`${name}: found 1 matching artifact files and directories `);
  job.reports.push(...reports.map(({ name, content }) => ({ path: name, content })));
  if (files.length === 0) return;
  const zip = new ZipFile();
  for (const { name, content } of files) zip.addBuffer(content, name);
  zip.end();
  job.archive = await buffer(zip.outputStream);
}

/** Files and folders by name; no patterns. Nothing outside the folder is read. */
async function filesOf(root: string, paths: readonly string[]): Promise<{ name: string; content: Buffer }[]> {
  const found: { name: string; content: Buffer }[] = [];
  for (const wanted of paths) {
    const at = path.resolve(root, wanted);
    if (at !== root && !at.startsWith(root + path.sep)) continue;
    const entry = await stat(at).catch(() => null);
    if (entry?.isFile() === true) found.push({ name: path.relative(root, at), content: await readFile(at) });
    if (entry?.isDirectory() !== true) continue;
    for (const file of await readdir(at, { recursive: true, withFileTypes: true })) {
      const full = path.join(file.parentPath, file.name);
      if (file.isFile()) found.push({ name: path.relative(root, full), content: await readFile(full) });
    }
  }
  return found;
}
