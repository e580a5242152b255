// Breaks a project as each recipe says, fixes it from the real log, and runs the real tool again:
// `npm run score:fixes [-- DIR]`. Bars: 95 % of what is in scope green, no wrong edit. Then the gates on labelled patches.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { gateTable } from './support/gate-corpus';
import { devflowfix, runTool, toolOf } from './support/fix-tools';
import { sameData } from './support/same-data';

const Recipe = z.object({
  name: z.string(),
  tool: z.string(),
  command: z.string(),
  files: z.record(z.string(), z.string()),
  fix: z.union([z.string(), z.record(z.string(), z.string())]),
  deterministic: z.boolean(),
  log: z.string(),
  executable: z.array(z.string()).optional(),
  /** Missed so far, and known to be. */
  open: z.boolean().optional(),
});
type Recipe = z.infer<typeof Recipe>;

interface Row {
  readonly name: string;
  /** The last part of the folder it is from. */
  readonly set: string;
  readonly inScope: boolean;
  readonly patched: boolean;
  /** What the tool said afterwards; null where it is not installed. */
  readonly green: boolean | null;
  /** True where the tool could not be run: it is not here, or lacks a part that this machine has not. */
  readonly unable: boolean;
  /** True when the tree is the known good one. */
  readonly same: boolean;
  readonly verdict: string;
}

const BAR = 0.95;
/** Sets written before anybody looked what the fixers can do: their first figure is in CHANGELOG.md. */
const BLIND = [
  'heldout',
  'blind2',
  'blind3',
  'blind4',
  'blind5',
  'blind4-languages',
  'blind5-languages',
  'blind6',
  'blind7',
  'blind8',
];

function recipesOf(folder: string): { readonly recipe: Recipe; readonly folder: string }[] {
  const file = path.join(folder, 'recipes.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ recipe: Recipe.parse(JSON.parse(line)), folder }));
}

function materialise(recipe: Recipe): string {
  const root = mkdtempSync(path.join(tmpdir(), 'devflowfix-recipe-'));
  for (const [name, text] of Object.entries(recipe.files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text, { mode: recipe.executable?.includes(name) === true ? 0o755 : 0o644 });
  }
  return root;
}

function treeOf(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    const name = path.relative(root, file);
    files[name] = readFileSync(file, 'utf8');
    // A script made executable is a change too.
    if ((statSync(file).mode & 0o100) !== 0) files[`${name} (executable)`] = '';
  }
  return files;
}

async function score({ recipe, folder }: { readonly recipe: Recipe; readonly folder: string }): Promise<Row> {
  const root = materialise(recipe);
  try {
    const before = treeOf(root);
    const { code, output } = await devflowfix(path.join(folder, recipe.log), root);
    const after = treeOf(root);
    const patched = JSON.stringify(before) !== JSON.stringify(after);
    const base = {
      name: recipe.name,
      set: path.basename(folder),
      inScope: recipe.deterministic,
      patched,
      unable: false,
    };
    const wanted = typeof recipe.fix === 'string' ? null : { ...recipe.files, ...recipe.fix };
    const same =
      wanted !== null && Object.entries(wanted).every(([name, text]) => sameData(name, after[name] ?? null, text));
    if (code === 1) return { ...base, green: false, same, verdict: `ERROR: ${output.trim().split('\n')[0] ?? ''}` };
    if (!patched) {
      const why =
        z.object({ why: z.string().optional() }).safeParse(JSON.parse(output)).data?.why ?? 'refused by a gate';
      const says = code === 2 ? why : `exit ${code} without a patch`;
      return { ...base, green: null, same, verdict: recipe.deterministic ? `MISSED: ${says}` : `left alone: ${says}` };
    }
    const ran = toolOf(recipe.command) === null ? null : await runTool(recipe.command, root);
    const why = ran === null ? 'it is not here' : ran.unable;
    const green = ran === null || why !== null ? null : ran.code === 0;
    const shown = green === null ? `not run (${why ?? ''})` : green ? 'tool green' : 'WRONG: tool red';
    return { ...base, green, same, unable: green === null, verdict: same ? `${shown}, the known fix` : shown };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const folders =
    named.length > 0
      ? named
      : [
          '../shared/recipes',
          'test/fixtures/recipes',
          'test/fixtures/recipes/languages',
          ...BLIND.map((set) => `test/fixtures/recipes/${set}`),
          // What no fixer mends yet; it counts as missed.
          'test/fixtures/recipes/open',
        ];
  const recipes = folders.flatMap((folder) => recipesOf(path.resolve(folder)));
  if (recipes.length === 0) console.log('No recipes to score. Give a directory: npm run score:fixes -- DIR');
  const rows: Row[] = [];
  for (const recipe of recipes) {
    const row = await score(recipe);
    rows.push(row);
    console.log(`${row.name.padEnd(34)} ${row.inScope ? 'in scope ' : 'not ours '} ${row.verdict}`);
  }
  const inScope = rows.filter((row) => row.inScope);
  const green = inScope.filter((row) => row.patched && (row.green ?? row.same));
  const wrong = rows.filter((row) => row.patched && row.green === false);
  const share = inScope.length === 0 ? 1 : green.length / inScope.length;
  const unproven = rows.filter((row) => row.patched && row.green === null && !row.same);
  const verdictOf = (some: readonly Row[]): string => {
    const ours = some.filter((row) => row.inScope);
    const done = ours.filter((row) => green.includes(row)).length;
    const others = some.filter((row) => !row.inScope);
    const left = others.filter((row) => !row.patched).length;
    const bad = some.filter((row) => wrong.includes(row)).length;
    const percent = ours.length === 0 ? 100 : (done / ours.length) * 100;
    return `${`${done} of ${ours.length}`.padEnd(11)} ${percent.toFixed(1).padStart(5)} %   wrong ${bad}   left alone ${left} of ${others.length}`;
  };
  console.log('\nby set');
  for (const set of new Set(rows.map((row) => row.set)))
    console.log(
      `  ${set.padEnd(12)} ${BLIND.includes(set) ? 'blind when written' : '                  '}  ${verdictOf(rows.filter((row) => row.set === set))}`,
    );
  console.log(
    `\nin scope green   ${green.length} of ${inScope.length} (${(share * 100).toFixed(1)} %; the bar is ${BAR * 100} %)`,
  );
  console.log(`wrong edits      ${wrong.length} (the bar is 0)${wrong.map(({ name }) => ` ${name}`).join('')}`);
  const unable = rows.filter((row) => row.unable && row.same);
  console.log(`tool could not run here, known fix  ${unable.length}`);
  console.log(`patched, not proven here  ${unproven.length}${unproven.map(({ name }) => ` ${name}`).join('')}`);
  console.log(
    `not ours, left alone      ${rows.filter((row) => !row.inScope && !row.patched).length} of ${rows.length - inScope.length}`,
  );
  const gates = gateTable(path.resolve('test/fixtures/patches'));
  console.log(`\n${gates.text}`);
  if (share < BAR || wrong.length > 0 || !gates.ok) process.exitCode = 1;
}

void main();
