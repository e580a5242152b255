import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { build, runBuilt } from '../support/built-process';

jest.setTimeout(120_000);

const FOLDER = path.resolve('test/fixtures/recipes/languages');
const Recipe = z.object({ name: z.string(), files: z.record(z.string(), z.string()), log: z.string() });
const Outcome = z.looseObject({ outcome: z.string() });
/** One of each language whose parser is WebAssembly: how those are found and started differs from the tests' own way. */
const WANTED = ['c-include', 'javac-import', 'rs-name-suggest', 'rubocop', 'phpcs-more', 'shellcheck-quote'];
const MORE = ['go-unused-import', 'py-flake8-mixed'];
const recipes = readFileSync(path.join(FOLDER, 'recipes.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => Recipe.parse(JSON.parse(line)))
  .filter(({ name }) => [...WANTED, ...MORE].includes(name));

beforeAll(build);

test('the built program parses what it patches, in each language', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'devflowfix-languages-'));
  const told = await Promise.all(
    recipes.map(async ({ name, files, log }) => {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(home, name, file)), { recursive: true });
        writeFileSync(path.join(home, name, file), text);
      }
      const ended = await runBuilt(['fix', '--log', path.join(FOLDER, log), '--root', name, '--json'], home);
      const answer = Outcome.safeParse(ended.code === 0 ? JSON.parse(ended.stdout) : null);
      return [name, answer.success ? answer.data.outcome : ended] as const;
    }),
  );
  rmSync(home, { recursive: true });

  expect(told.map(([name]) => name).sort()).toEqual([...WANTED, ...MORE].sort());
  expect(told).toEqual(told.map(([name]) => [name, 'patch']));
});
