import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as ts from 'typescript';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { incidentsOf, settle, startRoad, typeError, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

const GUIDE = readFileSync('docs/guides/api.md', 'utf8');

/** All examples of one language, in the order of the page: they lean on each other, as a reader's do. */
function scriptOf(language: string): string {
  const blocks = [...GUIDE.matchAll(new RegExp(`^\`\`\`${language} \\[.*\\]\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  return blocks.map(([, code = '']) => code).join('\n');
}

/** TypeScript as Node 20 runs it: without types, as a module. */
const withoutTypes = (code: string): string =>
  ts.transpile(code, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 });

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

let github: DemoGitHub;
let app: TestApp;
let road: Road;
let folder: string;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-examples-'));
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
  road = await startRoad(app, github, 'examples');
  // Three causes, and so three incidents: a page and a half of what the examples read.
  for (const file of ['src/a.ts', 'src/b.ts', 'src/c.ts']) {
    await github.runs.create({ repository: road.repository, jobs: [{ ...typeError(file), name: file }] });
  }
  await settle(app, github);
  const made = await road.caller.post<{ token: string }>('/api/v2/auth/tokens', { name: 'examples' });
  token = made.body.token;
});
afterAll(async () => {
  await app.close();
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program to its end while a worker does its tasks. */
async function run(program: string, args: readonly string[]): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, DEVFLOWFIX_URL: app.url, DEVFLOWFIX_TOKEN: token },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  let code: number | null | undefined;
  const end = ended.then(([value]) => (code = value));
  while (code === undefined) {
    await app.drain();
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  return { code, lines: output.split('\n').filter((line) => line !== '') };
}

const LANGUAGES = [
  ['curl', 'sh', 'examples.sh', 'bash', ['-eu', '-o', 'pipefail'], (code: string) => code],
  ['TypeScript', 'ts', 'examples.mjs', process.execPath, [], withoutTypes],
  ['Python', 'python', 'examples.py', 'python3', [], (code: string) => code],
] as const;

describe.each(LANGUAGES)('the examples for %s', (name, language, file, program, flags, translate) => {
  const isThere = has(program) && (name !== 'curl' || has('curl'));
  if (!isThere) process.stderr.write(`skipped: the API guide's examples need ${name} on this machine\n`);

  (isThere ? test : test.skip)('run as they stand, and say what the page says they do', async () => {
    const script = path.join(folder, file);
    writeFileSync(script, translate(scriptOf(language)));
    const titles = (await incidentsOf(road)).map(({ title }) => title);

    const { code, lines } = await run(program, [...flags, script]);

    expect({ code, lines: code === 0 ? [] : lines }).toEqual({ code: 0, lines: [] });
    const said = lines.join('\n');
    expect(titles).toHaveLength(3);
    for (const title of titles) expect(said).toContain(title);
    expect(said).toMatch(/\b(succeeded|dead)\b/);
    expect(said).toContain('common.invalid_input');
  });
});
