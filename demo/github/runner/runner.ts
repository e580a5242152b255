import path from 'node:path';
import { z } from 'zod';
import type { PlannedJob, PlannedStep, Planner, WriteLine } from '../actions.engine';
import type { Conclusion, Run } from '../actions.store';
import { packArtifact } from '../artifacts';
import type { ArtifactStore } from '../artifacts';
import { Git } from '../git';
import type { RepositoryEntry } from '../repositories';
import { splitName } from '../repositories';
import type { World } from '../world';
import { checkOut } from '../../common/checkout';
import type { Workspace } from '../../common/checkout';
import { runScript } from './shell';
import { jobOrder, readWorkflow } from './workflow-file';
import type { WorkflowFile, WorkflowJob, WorkflowStep } from './workflow-file';

/** Plans a run from its workflow file: each `run:` step becomes a real process on this machine. */
export function ciPlanner(world: World, entry: RepositoryEntry, text: string, nodeModules: string): Planner {
  return (run) => {
    const read = readWorkflow(text);
    if ('invalid' in read) return read;
    const { file } = read;
    const git = new Git(world, entry);
    const jobs = (jobOrder(file) ?? []).flatMap((key) => {
      const job = file.jobs[key];
      return job
        ? [
            new JobPlan({
              artifacts: world.artifacts,
              git,
              entry,
              run,
              file,
              job,
              key,
              nodeModules,
              url: world.url,
            }).plan(),
          ]
        : [];
    });
    return { jobs };
  };
}

/** What `actions/upload-artifact` is told; files and folders only, no patterns. */
const uploadSchema = z.looseObject({
  name: z.string().default('artifact'),
  path: z.string().regex(/^[^*?[\]]+$/, 'patterns are not supported'),
  'if-no-files-found': z.enum(['warn', 'error', 'ignore']).default('warn'),
});

interface JobInput {
  readonly artifacts: ArtifactStore;
  readonly git: Git;
  readonly entry: RepositoryEntry;
  readonly run: Run;
  readonly file: WorkflowFile;
  readonly job: WorkflowJob;
  readonly key: string;
  readonly nodeModules: string;
  readonly url: string;
}

/** One job: its folder is made in its first step and removed when it is over. */
class JobPlan {
  private workspace: Workspace | undefined;

  constructor(private readonly input: JobInput) {}

  plan(): PlannedJob {
    const { job, key } = this.input;
    return {
      key,
      name: job.name ?? key,
      needs: job.needs,
      labels: [job['runs-on']].flat(),
      timeoutMs: job['timeout-minutes'] * 60_000,
      steps: [
        { name: 'Set up job', perform: (write) => this.setUp(write) },
        ...job.steps.map((step) => this.step(step)),
        { name: 'Complete job', always: true, perform: complete },
      ],
      close: async () => {
        await this.workspace?.remove();
      },
    };
  }

  private async setUp(write: WriteLine): Promise<Conclusion> {
    const { git, run, entry, nodeModules } = this.input;
    write("Current runner version: 'demo (runs commands on this machine)'");
    write('##[group]Operating System');
    write(`${process.platform} ${process.arch}, node ${process.version}`);
    write('##[endgroup]');
    this.workspace = await checkOut(
      git,
      run.checkout?.treeSha ?? run.commit.treeSha,
      splitName(entry.fullName).name,
      nodeModules,
    );
    write(`Complete job name: ${this.input.job.name ?? this.input.key}`);
    return 'success';
  }

  private step(step: WorkflowStep): PlannedStep {
    const { run: script, uses } = step;
    const continueOnError = step['continue-on-error'];
    const always = step.if !== undefined;
    if (script === undefined) {
      const action = uses ?? '';
      return {
        name: step.name ?? `Run ${action}`,
        continueOnError,
        always,
        perform: (write) =>
          action.startsWith('actions/upload-artifact@') ? this.upload(step, write) : this.performAction(action, write),
      };
    }
    const firstLine = script.trim().split('\n')[0] ?? '';
    return {
      name: step.name ?? `Run ${firstLine}`,
      continueOnError,
      always,
      perform: (write, signal) => this.performScript(step, script, write, signal),
    };
  }

  private performAction(action: string, write: WriteLine): Conclusion {
    write(`##[group]Run ${action}`);
    write('##[endgroup]');
    if (action.startsWith('actions/checkout')) {
      const { workspace } = this;
      if (workspace?.isGit === true) write(`Initialized empty Git repository in ${workspace.directory}/.git/`);
      write(`Demo runner: the tree of ${shaOf(this.input.run)} was checked out when the job was set up.`);
    } else {
      write(`Demo runner: nothing installed; this machine's node ${process.version} is used.`);
    }
    return 'success';
  }

  private async upload(step: WorkflowStep, write: WriteLine): Promise<Conclusion> {
    const { artifacts, entry, run } = this.input;
    const workspace = this.workspace;
    if (!workspace) throw new Error('the job was not set up');
    const { name, path: paths, 'if-no-files-found': missing } = uploadSchema.parse(step.with ?? {});
    write(`##[group]Run ${step.uses ?? ''}`);
    write('##[endgroup]');
    const packed = await packArtifact(workspace.directory, paths);
    if (packed === null) {
      const message = `No files were found with the provided path: ${paths}. No artifacts will be uploaded.`;
      if (missing !== 'ignore') write(`##[${missing === 'warn' ? 'warning' : 'error'}]${message}`);
      return missing === 'error' ? 'failure' : 'success';
    }
    const commit = { headSha: run.commit.sha, headBranch: run.branch };
    const { id } = artifacts.add({
      repositoryId: entry.id,
      runId: run.id,
      name,
      archive: packed.archive,
      ...commit,
    });
    write(`With the provided path, there will be ${packed.files} file(s) uploaded`);
    write(`Artifact ${name} has been successfully uploaded! Artifact ID ${id}`);
    return 'success';
  }

  private performScript(
    step: WorkflowStep,
    script: string,
    write: WriteLine,
    signal: AbortSignal,
  ): Promise<Conclusion> {
    const { file, job } = this.input;
    const workspace = this.workspace;
    if (!workspace) throw new Error('the job was not set up');
    const shownEnv = { ...file.env, ...job.env, ...step.env };
    const defaults = job.defaults?.run;
    const folder = step['working-directory'] ?? defaults?.['working-directory'] ?? '.';
    return runScript(
      {
        script,
        shell: step.shell ?? defaults?.shell,
        directory: path.resolve(workspace.directory, folder),
        env: { ...this.environment(workspace), ...shownEnv },
        shownEnv,
      },
      write,
      signal,
    );
  }

  /** A small environment of its own: none of this process's variables reach the repository's commands. */
  private environment(workspace: Workspace): Record<string, string> {
    const { entry, run, nodeModules, url, key } = this.input;
    const bin = [path.join(nodeModules, '.bin'), path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
    return {
      PATH: bin.join(path.delimiter),
      HOME: workspace.home,
      LANG: 'C.UTF-8',
      CI: 'true',
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTOR: run.actor,
      GITHUB_API_URL: url,
      GITHUB_EVENT_NAME: run.event,
      GITHUB_JOB: key,
      ...refs(run),
      GITHUB_REPOSITORY: entry.fullName,
      GITHUB_RUN_ATTEMPT: String(run.attempts.length),
      GITHUB_RUN_ID: String(run.id),
      GITHUB_RUN_NUMBER: String(run.number),
      GITHUB_SERVER_URL: url,
      GITHUB_SHA: shaOf(run),
      GITHUB_WORKFLOW: run.workflow.name,
      GITHUB_WORKSPACE: workspace.directory,
    };
  }
}

/** A run of a pull request works on its test merge, every other on its commit. */
function shaOf(run: Run): string {
  return run.checkout?.sha ?? run.commit.sha;
}

function refs(run: Run): Record<string, string> {
  const branch = run.branch ?? '';
  const [pull] = run.pullRequests;
  if (run.checkout === undefined) return { GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch };
  const { ref } = run.checkout;
  return {
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace('refs/pull/', ''),
    GITHUB_HEAD_REF: branch,
    GITHUB_BASE_REF: pull?.baseRef ?? '',
  };
}

function complete(write: WriteLine): Conclusion {
  write('Cleaning up orphan processes');
  return 'success';
}
