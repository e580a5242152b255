// Puts what every process of the built program loads when it starts into one file, dist/server.js: the program's own 700
// modules and those of the packages below. Node takes 2 s to find, read and compile 2,500 files; one takes a third of that, and
// with V8's compiled code beside it a fifth. `bin/run.cjs` runs it; dist/src stays, for threads and where there is no bundle.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const server = path.join(dist, 'server.js');
const runner = path.join(root, 'bin/run.cjs');
const resolver = createRequire(server);

/**
 * Packages that our code loads at the start, and with them what they load. All others stay where they are: those that read
 * files beside themselves (WebAssembly, native addons, workers), and the heavy ones that few processes ever need.
 */
const BUNDLED = new Set([
  ...['@eslint-community/regexpp', '@fastify/cookie', '@fastify/helmet', '@fastify/static', '@nestjs/common'],
  ...['@nestjs/core', '@nestjs/platform-fastify', '@nestjs/swagger', '@opentelemetry/api', 'bottleneck'],
  ...['class-transformer', 'class-validator', 'cockatiel', 'commander', 'diff', 'fastest-levenshtein', 'fastify'],
  ...[
    'graphile-worker',
    'ipaddr.js',
    'nodemailer',
    'openai',
    'pg',
    'picomatch',
    'prom-client',
    'rate-limiter-flexible',
  ],
  ...['reflect-metadata', 'rxjs', 'saxes', 'semver', 'smol-toml', 'standardwebhooks', 'tiny-lru', 'typeorm', 'uuid'],
  ...['yaml', 'yauzl', 'zod'],
]);
/** What packages of the bundle load, and must not be in it: each looks for files, or for its caller's place, when loaded. */
const APART = new Set(['cosmiconfig', 'pino', 'pino-pretty', 'swagger-ui-dist', 'typescript']);

/** The package that a specifier names; null for a file or a part of Node. */
function packageOf(specifier) {
  if (/^(?:\.|\/|node:)/.test(specifier)) return null;
  return specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
}

const isOurs = (file) => !file.includes(`${path.sep}node_modules${path.sep}`);

/** A line, no comment, that asks where its file is. */
const ASKS = /^(?!\s*(?:\*|\/\/|\/\*)).*(?:\b__(?:dirname|filename)\b|\bimport\.meta\b)/m;

/** Decides what is bundled, and keeps `__dirname` true for our own files: they find threads, the page and wasm by it. */
const plugin = {
  name: 'devflowfix',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path: specifier, importer, kind, resolveDir, pluginData }) => {
      const name = packageOf(specifier);
      if (pluginData?.seen === true || name === null || importer === '') return undefined;
      const apart = { path: specifier, external: true };
      if (isOurs(importer)) return BUNDLED.has(name) ? undefined : apart;
      const found = await bundler.resolve(specifier, { kind, importer, resolveDir, pluginData: { seen: true } });
      // Drivers and adapters of packages that we do not install.
      if (found.errors.length > 0) return apart;
      if (found.external || !APART.has(name)) return undefined;
      if (kind !== 'import-statement' && resolver.resolve(specifier) !== found.path)
        throw new Error(`${importer} means another ${specifier} than the bundle would find`);
      return apart;
    });
    bundler.onLoad({ filter: /\.[cm]?js$/ }, ({ path: file }) => {
      const code = readFileSync(file, 'utf8');
      if (isOurs(file)) {
        if (!/\b__(?:dirname|filename)\b/.test(code)) return undefined;
        const place = JSON.stringify(path.relative(dist, file).split(path.sep).join('/'));
        return { contents: `var __filename = __place(${place}), __dirname = __place(${place}, '..'); ${code}` };
      }
      if (!ASKS.test(code)) return undefined;
      const known = PLACES.find(([ending]) => file.endsWith(ending.split('/').join(path.sep)));
      if (known === undefined)
        throw new Error(`${file} asks where it is: leave its package apart, or say what it may hear`);
      return { contents: known[1](code) };
    });
  },
};

/** Files of packages that ask where they are, and what becomes of them. */
const PLACES = [
  // It requires two packages of the bundle, and must get the very same ones: decorators note down what they decorate there.
  [
    '@nestjs/mapped-types/dist/type-helpers.utils.js',
    (code) => replaced(code, /^import \{ createRequire \}.*\n/m, '\n', /^const require = .*\n/m, '\n'),
  ],
  ['@nestjs/swagger/dist/swagger-ui/swagger-ui.js', (code) => replaced(code, /import\.meta\.url/g, '__filename')],
  ['@nestjs/common/utils/load-package.util.js', (code) => replaced(code, /\(import\.meta\.url\)/g, '(__filename)')],
];

function replaced(code, ...pairs) {
  for (let at = 0; at < pairs.length; at += 2) {
    const next = code.replace(pairs[at], pairs[at + 1]);
    if (next === code) throw new Error(`nothing is like ${String(pairs[at])} any more`);
    code = next;
  }
  return code;
}

/** Files that the bundle depends on beside dist/src: it is as old as its youngest part. */
const PARTS = [fileURLToPath(import.meta.url), runner, path.join(root, 'package-lock.json')];

/** Bundles when dist/src or a package changed since. Returns the bundle's bytes, 0 when there was nothing to do. */
export async function bundle(builtAt) {
  if (
    existsSync(server) &&
    Math.max(builtAt, ...PARTS.map((file) => statSync(file).mtimeMs)) <= statSync(server).mtimeMs
  )
    return 0;
  const startedAt = new Date();
  const { build } = createRequire(import.meta.url)('esbuild');
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: dist, sourcefile: 'server.js' },
    bundle: true,
    write: false,
    metafile: true,
    outfile: server,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Nest finds providers by their class' name, and so do logs.
    keepNames: true,
    legalComments: 'inline',
    logLevel: 'error',
    banner: { js: "const __place = (...parts) => require('node:path').join(__dirname, ...parts);" },
    plugins: [plugin],
  });
  const [{ imports }] = Object.values(metafile.outputs);
  let code = outputFiles[0].text;
  // Node 20 has no `import()` in code that V8 compiled before; the runner has, and finds the same packages.
  for (const name of new Set(imports.filter(({ kind }) => kind === 'dynamic-import').map((each) => each.path)))
    code = replaced(code, new RegExp(`\\bimport\\("${name.replaceAll('.', '\\.')}"\\)`, 'g'), `__import("${name}")`);
  // V8 knows whose compiled code it gets by the source's length alone, so the code's hash is in its file's name.
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 32);
  const draft = `${server}.${process.pid}`;
  writeFileSync(draft, `// ${hash}\n${code}`);
  utimesSync(draft, startedAt, startedAt);
  renameSync(draft, server);
  for (const name of readdirSync(dist)) {
    if (/^server\.[\da-f]{32}\.cache$/.test(name) && !name.includes(hash))
      rmSync(path.join(dist, name), { force: true });
  }
  const env = { ...process.env, DEVFLOWFIX_COMPILE: '1' };
  const loaded = execFileSync(process.execPath, [runner], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Two copies of a package would not know each other's decorators, metrics or classes.
  const twice = loaded.split('\n').filter((file) => BUNDLED.has(packageOf(file.split('/node_modules/').at(-1))));
  if (twice.length > 0) {
    rmSync(server, { force: true });
    throw new Error(`in the bundle, and loaded beside it: ${twice.join(', ')}`);
  }
  return code.length;
}

/** What `bin/run.cjs` finds in the bundle: the command line, and all that a start loads (for V8 to compile). */
const ENTRY = `
exports.cli = () => require('./src/cli.js');
exports.load = () => [require('reflect-metadata'), require('./src/start.js'), require('./src/queue/task.runner.js'), require('./src/app.js')];
`;
