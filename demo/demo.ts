import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../src/free-port';
import { DEMO_OWNER } from './history/rows';
import { seedHistory } from './history/seed';
import { Api } from './story/api';
import { askedOf, USAGE } from './story/arguments';
import type { Asked, DemoForge } from './story/arguments';
import type { StoryForge } from './story/forge';
import { startGitHubForge } from './story/github-forge';
import { startGitLabForge } from './story/gitlab-forge';
import { DEMO_LOGIN, MAIN_ROAD_STEPS, walkMainRoad } from './story/main-road';
import { FIX_ROAD_STEPS, walkFixRoad } from './story/fix-road';
import { MORE_STEPS } from './story/more-stories';
import { Product } from './story/product';
import { Progress, StepError } from './story/progress';

const ROOT = path.join(__dirname, '../..');
const FORGE_PORT = 4100;
const PRODUCT_PORT = 3000;

/** `more`: steps of the stories after the main road. */
const FORGES = {
  github: { name: 'GitHub', start: startGitHubForge, more: MORE_STEPS },
  gitlab: { name: 'GitLab', start: startGitLabForge, more: 0 },
} as const satisfies Record<DemoForge, unknown>;

const cleanUps: (() => Promise<void>)[] = [];

/** What may tell why a step failed; set once there is anything to ask. */
let tellOnFailure: () => string = () => '';

/** The log of the product, kept where the next demo does not remove it, and what its forge could not deliver. */
function whatHappened(forge: StoryForge, product: Product): string {
  const kept = path.join(ROOT, '.devflowfix', 'demo-failed.log');
  copyFileSync(product.logFile, kept);
  const { undelivered, unfinished } = forge.troubles();
  const listed = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return [
    `What DevFlowFix logged: ${kept}\n`,
    listed('Not delivered', undelivered),
    listed('CI runs that have not ended', unfinished),
  ].join('');
}

/** Ends everything that was started, last first, however the demo ends. */
async function cleanUp(): Promise<void> {
  for (const work of cleanUps.splice(0).reverse()) await work();
}

async function demo(asked: Asked, progress: Progress): Promise<void> {
  const out = process.stderr;
  const { name, start } = FORGES[asked.forge];
  const forge = await progress.step(
    `Start a ${name} on localhost`,
    async () => start(await freePort('127.0.0.1', FORGE_PORT)),
    ({ url }) => url,
  );
  cleanUps.push(() => forge.close());

  const product = await progress.step(
    'Start DevFlowFix with its own PostgreSQL',
    async () => Product.start(ROOT, await freePort('127.0.0.1', PRODUCT_PORT), forge.environment),
    (started) => started.url,
  );
  cleanUps.push(() => product.stop());
  tellOnFailure = () => whatHappened(forge, product);

  const api = new Api(product.url);
  const incident = await walkMainRoad(forge, api, progress);
  const fix = await walkFixRoad(forge, api, progress, incident.id);
  const stories = await forge.tellMore(api, progress);
  const history = await progress.step(
    'Make up ninety days of history, marked as demo data',
    () => product.withDatabase((url) => seedHistory(url, DEMO_LOGIN.email)),
    ({ repositories, runs, incidents, fixes }) =>
      `${DEMO_OWNER}/*: ${repositories} repositories, ${runs} runs, ${incidents} incidents, ${fixes} fix pull requests`,
  );
  if (asked.once) {
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
  ${progress.bold('Forge')}     ${forge.url}
  ${progress.bold('Log')}       ${product.logFile}

  Ctrl-C stops everything and removes the demo's data.
`);
}

async function main(asked: Asked): Promise<void> {
  const steps = MAIN_ROAD_STEPS + FIX_ROAD_STEPS + FORGES[asked.forge].more + 3;
  const progress = new Progress(process.stderr, steps);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void cleanUp().finally(() => process.exit(0));
    });
  }
  try {
    await demo(asked, progress);
  } catch (error) {
    const step = error instanceof StepError ? error.step : 'after the steps';
    if (asked.once) process.stdout.write(`${JSON.stringify({ steps: progress.steps, failed: step }, null, 2)}\n`);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${tellOnFailure()}`);
    await cleanUp();
    process.exitCode = 1;
  }
}

const asked = askedOf(process.argv.slice(2));
if ('problem' in asked) {
  process.stderr.write(`${asked.problem === null ? '' : `${asked.problem}\n`}${USAGE}`);
  process.exitCode = asked.problem === null ? 0 : 2;
} else void main(asked);
