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

const Recipe = z.object({
  name: z.string(),
  tool: z.string(),
  command: z.string(),
  files: z.record(z.string(), z.string()),
  fix: z.union([z.string(), z.record(z.string(), z.string())]),
  deterministic: z.boolean(),
  log: z.string(),
  executable: z.array(z.string()).optional(),
});
type Recipe = z.infer<typeof Recipe>;

interface Row {
  readonly name: string;
  readonly inScope: boolean;
  readonly patched: boolean;
  /** What the tool said afterwards; null where it is not installed. */
  readonly green: boolean | null;
  /** True when the tree is the known good one. */
  readonly same: boolean;
  readonly verdict: string;
}

const BAR = 0.95;

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
    const base = { name: recipe.name, inScope: recipe.deterministic, patched };
    const wanted = typeof recipe.fix === 'string' ? null : { ...recipe.files, ...recipe.fix };
    const same = wanted !== null && Object.entries(wanted).every(([name, text]) => after[name] === text);
    if (code === 1) return { ...base, green: false, same, verdict: `ERROR: ${output.trim().split('\n')[0] ?? ''}` };
    if (!patched) {
      const why =
        z.object({ why: z.string().optional() }).safeParse(JSON.parse(output)).data?.why ?? 'refused by a gate';
      const says = code === 2 ? why : `exit ${code} without a patch`;
      return { ...base, green: null, same, verdict: recipe.deterministic ? `MISSED: ${says}` : `left alone: ${says}` };
    }
    const tool = toolOf(recipe.command);
    const green = tool === null ? null : (await runTool(recipe.command, root)) === 0;
    const shown = green === null ? 'not run' : green ? 'tool green' : 'WRONG: tool red';
    return { ...base, green, same, verdict: same ? `${shown}, the known fix` : shown };
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
          'test/fixtures/recipes/heldout',
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
  console.log(
    `\nin scope green   ${green.length} of ${inScope.length} (${(share * 100).toFixed(1)} %; the bar is ${BAR * 100} %)`,
  );
  console.log(`wrong edits      ${wrong.length} (the bar is 0)${wrong.map(({ name }) => ` ${name}`).join('')}`);
  console.log(`patched, not proven here  ${unproven.length}${unproven.map(({ name }) => ` ${name}`).join('')}`);
  console.log(
    `not ours, left alone      ${rows.filter((row) => !row.inScope && !row.patched).length} of ${rows.length - inScope.length}`,
  );
  const gates = gateTable(path.resolve('test/fixtures/patches'));
  console.log(`\n${gates.text}`);
  if (share < BAR || wrong.length > 0 || !gates.ok) process.exitCode = 1;
}

void main();
