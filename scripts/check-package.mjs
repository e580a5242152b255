// What `npm pack` makes must work in an empty folder: packs it, unpacks it beside the packages of production alone, then
// runs the command line and the server from there, as `npx devflowfix` would. Prints the package's size.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const READY_MS = 60_000;
const LOG = "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.\n";

const work = mkdtempSync(path.join(tmpdir(), 'devflowfix-package-'));
try {
  const { filename, size, unpackedSize, entryCount } = pack();
  run('tar', ['-xzf', filename], work);
  const shrinkwrap = path.join(work, 'package/npm-shrinkwrap.json');
  expect(existsSync(shrinkwrap), 'the package does not name the versions it was tested with');
  linkProductionPackages();
  const program = path.join(work, 'package/bin/devflowfix.mjs');
  const folder = path.join(work, 'empty');
  mkdirSync(folder);

  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  expect(run(process.execPath, [program, '--version'], folder).trim() === version, `--version does not say ${version}`);
  writeFileSync(path.join(folder, 'build.log'), LOG);
  const diagnosed = run(process.execPath, [program, 'diagnose', 'build.log', '--json'], folder);
  expect(diagnosed.includes('TS2322'), `diagnose does not know its log: ${diagnosed}`);
  await serves(program, folder);
  const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(`${mega(size)} packed, ${mega(unpackedSize)} unpacked, ${entryCount} files`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function expect(isTrue, complaint) {
  if (!isTrue) throw new Error(complaint);
}

/** Runs to the end and returns what was printed; throws with all output when it fails. */
function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  expect(status === 0, `${command} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

function pack() {
  const printed = run('npm', ['pack', '--json', '--pack-destination', work], root);
  const answer = JSON.parse(printed);
  // npm 11 and before answer with a list, later ones with an object by name.
  return Array.isArray(answer) ? answer[0] : Object.values(answer)[0];
}

/** Every package the lock file does not call one of development alone, as `npm install` of the package would place it. */
function linkProductionPackages() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  for (const [place, { dev, devOptional }] of Object.entries(packages)) {
    if (!/^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(place) || dev || devOptional) continue;
    if (!existsSync(path.join(root, place))) continue;
    const target = path.join(work, 'package', place);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(path.join(root, place), target, 'junction');
  }
}

/** Starts the server with its own database until it is ready, and asks it for the dashboard. */
async function serves(program, folder) {
  const port = await freePort();
  const server = spawn(process.execPath, [program, 'start'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const page = await untilReady(`http://127.0.0.1:${port}`, () => server.exitCode !== null);
    expect(page !== null, `the packed server did not get ready: ${printed}`);
    expect(/<script[^>]+type="module"/.test(page), `the packed server has no dashboard: ${page.slice(0, 500)}`);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

async function untilReady(url, hasEnded) {
  for (const until = Date.now() + READY_MS; Date.now() < until && !hasEnded();) {
    const isReady = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return (await fetch(url)).text();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return null;
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
