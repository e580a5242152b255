import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Programs a recipe's command may start with before its tool. */
const STARTERS = new Set(['env', 'sudo', 'exec', 'npx']);
/** Long enough for cargo's and Go's first build. */
const TIMEOUT_MS = 180_000;

const own = path.resolve('node_modules/.bin');
const PATHS = [
  own,
  ...(process.env.SCORE_TOOLS ?? '').split(path.delimiter).filter(Boolean),
  ...(process.env.PATH ?? '').split(path.delimiter),
];

function installed(program: string): boolean {
  return PATHS.some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The program a recipe needs; null where it is not installed. */
export function toolOf(command: string): string | null {
  const program = command.split(/\s+/).find((word) => !STARTERS.has(word) && !word.includes('='));
  return program !== undefined && installed(program) ? program : null;
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

function run(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: PATHS.join(path.delimiter),
      // Configurations in CommonJS find a linter's plugins where the linter itself is installed.
      NODE_PATH: PATHS.filter((folder) => folder.endsWith('.bin'))
        .map((folder) => path.dirname(folder))
        .join(path.delimiter),
      NO_COLOR: '1',
      CI: 'true',
      GOFLAGS: '-mod=mod',
    };
    const child = spawn(program, args, { cwd, env, timeout: TIMEOUT_MS });
    let output = '';
    child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/** What a tool says when a part of itself is not on this machine: that tells nothing of the tree. */
const UNABLE: readonly RegExp[] = [
  /Cannot find (?:module|package) '((?:eslint-|@[\w-]+\/eslint-|typescript-eslint|stylelint-|@stylistic\/|prettier-)[^']*)'/,
  /(EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ECONNREFUSED) .*registry/,
  /ERROR: the "(\S+)" coding standard is not installed/,
];

export interface ToolRun {
  readonly code: number;
  /** Why it could not look at the tree at all; null when it did. */
  readonly unable: string | null;
}

/** Runs a recipe's own command in its tree. */
export async function runTool(command: string, root: string): Promise<ToolRun> {
  const { code, output } = await run('bash', ['-c', command], root);
  if (code === 0) return { code, unable: null };
  const missing = UNABLE.map((pattern) => pattern.exec(output)?.[1]).find((each) => each !== undefined);
  if (missing === undefined) process.stderr.write(`${output.split('\n').slice(0, 12).join('\n')}\n`);
  return { code, unable: missing === undefined ? null : `${missing} is not here` };
}

/** Runs the built command line: `fix --write --json`. */
export function devflowfix(log: string, root: string): Promise<Ended> {
  const cli = path.resolve('bin/run.cjs');
  return run(process.execPath, [cli, 'fix', '--log', log, '--root', root, '--write', '--json'], process.cwd());
}
