import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../src/free-port';
import type { DemoGitHub } from './github/handle';
import { startDemoGitHub } from './github/server';
import { DEMO_OWNER } from './history/rows';
import { seedHistory } from './history/seed';
import { Api } from './story/api';
import { DEMO_LOGIN, MAIN_ROAD_STEPS, walkMainRoad } from './story/main-road';
import { FIX_ROAD_STEPS, walkFixRoad } from './story/fix-road';
import { MORE_STEPS, tellMore } from './story/more-stories';
import { Product } from './story/product';
import { Progress, StepError } from './story/progress';

const ROOT = path.join(__dirname, '../..');
const GITHUB_PORT = 4100;
const PRODUCT_PORT = 3000;

const once = process.argv.includes('--once');
const cleanUps: (() => Promise<void>)[] = [];

/** What may tell why a step failed; set once there is anything to ask. */
let tellOnFailure: () => string = () => '';

/** The log of the product, kept where the next demo does not remove it, and what its GitHub could not deliver. */
function whatHappened(github: DemoGitHub, product: Product): string {
  const kept = path.join(ROOT, '.devflowfix', 'demo-failed.log');
  copyFileSync(product.logFile, kept);
  const lost = github.hooks.undelivered().map(({ event, action, status }) => `  ${event} ${action ?? ''}: ${status}\n`);
  const open = github.runs.unfinished().map((run) => `  ${run}\n`);
  return [
    `What DevFlowFix logged: ${kept}\n`,
    lost.length === 0 ? '' : `Not delivered:\n${lost.join('')}`,
    open.length === 0 ? '' : `CI runs that have not ended:\n${open.join('')}`,
  ].join('');
}

/** Ends everything that was started, last first, however the demo ends. */
async function cleanUp(): Promise<void> {
  for (const work of cleanUps.splice(0).reverse()) await work();
}

async function demo(progress: Progress): Promise<void> {
  const out = process.stderr;
  const github = await progress.step(
    'Start a GitHub on localhost',
    async () => startDemoGitHub({ port: await freePort('127.0.0.1', GITHUB_PORT), runCi: true }),
    (started) => started.url,
  );
  cleanUps.push(() => github.close());

  const product = await progress.step(
    'Start DevFlowFix with its own PostgreSQL',
    async () =>
      Product.start(ROOT, await freePort('127.0.0.1', PRODUCT_PORT), {
        GITHUB_OAUTH_CLIENT_ID: github.oauthApp.clientId,
        GITHUB_OAUTH_CLIENT_SECRET: github.oauthApp.clientSecret,
        GITHUB_BASE_URL: github.url,
        GITHUB_API_URL: github.url,
      }),
    (started) => started.url,
  );
  cleanUps.push(() => product.stop());
  tellOnFailure = () => whatHappened(github, product);

  const api = new Api(product.url);
  const incident = await walkMainRoad(github, api, progress);
  const fix = await walkFixRoad(github, api, progress, incident.id);
  const stories = await tellMore(github, api, progress);
  const history = await progress.step(
    'Make up ninety days of history, marked as demo data',
    () => product.withDatabase((url) => seedHistory(url, DEMO_LOGIN.email)),
    ({ repositories, runs, incidents, fixes }) =>
      `${DEMO_OWNER}/*: ${repositories} repositories, ${runs} runs, ${incidents} incidents, ${fixes} fix pull requests`,
  );
  if (once) {
    process.stdout.write(`${JSON.stringify({ steps: progress.steps, incident, fix, stories, history }, null, 2)}\n`);
    await cleanUp();
    return;
  }
  const excerptLines = (incident.analysis?.log_excerpts ?? [])
    .flatMap((excerpt) => excerpt.text.split('\n'))
    .filter((line) => line.trim() !== '');
  out.write(`
${progress.bold(incident.title)}
${excerptLines
  .slice(0, 12)
  .map((line) => `  ${progress.dim('│')} ${line}`)
  .join('\n')}

  ${progress.bold('Open')}      ${product.url}
  ${progress.bold('Login')}     ${DEMO_LOGIN.email}  /  ${DEMO_LOGIN.password}
  ${progress.bold('Incident')}  ${product.url}/incidents/${incident.id}
  ${progress.bold('Figures')}   ${product.url}/analytics?range=90d   ${progress.dim(`(${DEMO_OWNER}/* is made up)`)}
  ${progress.bold('Fix')}       ${fix.pr_url}   ${progress.dim(`(${fix.title}; ${fix.verified}, merged)`)}
  ${progress.bold('API')}       ${product.url}/docs
  ${progress.bold('Forge')}     ${github.url}
  ${progress.bold('Log')}       ${product.logFile}

  Ctrl-C stops everything and removes the demo's data.
`);
}

async function main(): Promise<void> {
  const progress = new Progress(process.stderr, MAIN_ROAD_STEPS + FIX_ROAD_STEPS + MORE_STEPS + 3);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void cleanUp().finally(() => process.exit(0));
    });
  }
  try {
    await demo(progress);
  } catch (error) {
    const step = error instanceof StepError ? error.step : 'after the steps';
    if (once) process.stdout.write(`${JSON.stringify({ steps: progress.steps, failed: step }, null, 2)}\n`);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${tellOnFailure()}`);
    await cleanUp();
    process.exitCode = 1;
  }
}

/** False, and the exit code set, when the arguments are to be told of instead of run with. */
function understands(args: readonly string[]): boolean {
  const strange = args.filter((arg) => arg !== '--once');
  if (strange.length === 0) return true;
  const isQuestion = strange.every((arg) => arg === '--help' || arg === '-h');
  if (!isQuestion) process.stderr.write(`unknown: ${strange.join(' ')}\n`);
  process.stderr.write('npm run demo [-- --once]\n  --once   tells the story, prints a JSON summary and exits\n');
  process.exitCode = isQuestion ? 0 : 2;
  return false;
}

if (understands(process.argv.slice(2))) void main();
