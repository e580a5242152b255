// Looks for regular expressions that a text can make slow: `npm run check:regexps [-- FOLDER… | FILE…]`. Every literal of the
// sources, and every one that their modules build when they are loaded, is given to recheck. Some minutes for all of src/,
// which is why it is no part of `npm run check`. Those whose proof takes longer than a second are attacked instead, for some
// seconds each. What is more than linear may still be harmless, for lines are cut: the worst line is timed. Ends with 1 when
// one is vulnerable; those that even an attack says nothing of are listed.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from 'recheck';
import ts from 'typescript';
import { build } from './build.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TIMEOUT_MS = 1000;
const ATTACK_MS = 8000;
/** Characters that a pattern is ever given of one line, see src/diagnosis/log/unwrap.ts. */
const LINE = 1000;
/** What the worst line may cost: at a millisecond each, 100 MB of such lines would take 100 seconds. */
const LINE_MS = 1;
const WORKERS = 2;

function filesBelow(at) {
  if (statSync(at).isFile()) return [at];
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const below = path.join(at, entry.name);
    if (entry.isDirectory()) return filesBelow(below);
    return entry.name.endsWith('.ts') && !/\.(?:spec|d)\.ts$/.test(entry.name) ? [below] : [];
  });
}

function literalsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const end = node.text.lastIndexOf('/');
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({
        at: `${path.relative(ROOT, file)}:${line}`,
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What modules without side effects build of texts while they are loaded. */
function builtBy(files) {
  const require = createRequire(import.meta.url);
  const Native = globalThis.RegExp;
  const found = [];
  let at = '';
  globalThis.RegExp = new Proxy(Native, {
    construct(target, given, self) {
      const made = Reflect.construct(target, given, self);
      found.push({ at, source: made.source, flags: made.flags });
      return made;
    },
  });
  try {
    for (const file of files.filter((each) => /[\\/](?:diagnosis|ci-file)[\\/]/.test(each))) {
      at = path.relative(ROOT, file);
      require(path.join(ROOT, 'dist', at.replace(/\.ts$/, '.js')));
    }
  } finally {
    globalThis.RegExp = Native;
  }
  return found;
}

await build();
const given = process.argv.slice(2);
const files = (given.length > 0 ? given : ['src']).flatMap((each) => filesBelow(path.resolve(ROOT, each)));
const all = [...files.flatMap(literalsOf), ...builtBy(files)];
const distinct = [...new Map(all.map((each) => [`${each.source}/${each.flags}`, each])).values()];
const counts = new Map();
const vulnerable = [];
const unknown = [];
const queue = distinct.values();

async function verdictOf({ source, flags }) {
  // recheck knows no `v`, and what we use of it means the same under `u`.
  const known = flags.replace('v', 'u');
  const proof = await check(source, known, { timeout: TIMEOUT_MS });
  return proof.status === 'unknown' ? check(source, known, { timeout: ATTACK_MS, checker: 'fuzz' }) : proof;
}

/** Milliseconds that the worst line recheck can think of takes. */
function costOf({ source, flags }, { attack }) {
  if (attack === undefined) return Infinity;
  const around = attack.suffix.length + attack.pumps.reduce((sum, { prefix }) => sum + prefix.length, 0);
  const pump = attack.pumps.reduce((sum, { pump: text }) => sum + text.length, 0);
  const times = Math.max(1, Math.floor((LINE - around) / Math.max(1, pump)));
  const line = `${attack.pumps.map((each) => each.prefix + each.pump.repeat(times)).join('')}${attack.suffix}`;
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  let least = Infinity;
  for (let turn = 0; turn < 5; turn += 1) {
    const start = process.cpuUsage();
    pattern.test(line.slice(0, LINE));
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
    if (least > 2000) break;
  }
  return least;
}

async function work() {
  for (const each of queue) {
    const result = await verdictOf(each);
    const why = result.status === 'unknown' ? result.error.kind : `${result.complexity.type}, ${result.checker}`;
    const cost = result.status === 'vulnerable' ? costOf(each, result) : 0;
    const status = result.status === 'vulnerable' && cost <= LINE_MS ? 'bounded by the line' : result.status;
    const name = `${status} (${why})`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (result.status === 'unknown') unknown.push(each);
    if (status === 'vulnerable') {
      vulnerable.push({ ...each, why: `${result.complexity.summary}, ${cost.toFixed(1)} ms for a line` });
    }
  }
}

await Promise.all(Array.from({ length: WORKERS }, work));
console.log(`${distinct.length} regular expressions of ${files.length} files`);
for (const [name, count] of counts) console.log(`${String(count).padStart(6)}  ${name}`);
for (const { at, source, flags, why } of vulnerable.sort((a, b) => a.at.localeCompare(b.at))) {
  console.log(`${at}: ${why}\n    /${source}/${flags}`);
}
for (const { at, source, flags } of unknown) console.log(`${at}: not known\n    /${source}/${flags}`);
process.exit(vulnerable.length > 0 ? 1 : 0);
