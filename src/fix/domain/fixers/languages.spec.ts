import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { fixed } from '../../../../test/support/fix-plan';

// Real tools' logs of broken trees, and the trees those tools passed after the fix (`npm run score:fixes` runs them again).
const FOLDER = path.resolve('test/fixtures/recipes/languages');
const Recipe = z.object({
  name: z.string(),
  files: z.record(z.string(), z.string()),
  fix: z.union([z.string(), z.record(z.string(), z.string())]),
  deterministic: z.boolean(),
  log: z.string(),
});
const recipes = readFileSync(path.join(FOLDER, 'recipes.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => Recipe.parse(JSON.parse(line)));
const logOf = (log: string): string => readFileSync(path.join(FOLDER, log), 'utf8');

describe('fixers of other languages, on real logs', () => {
  it('has recipes of both kinds', () => {
    const missing = recipes.filter(({ log }) => !existsSync(path.join(FOLDER, log)));

    expect(missing).toEqual([]);
    expect(recipes.filter(({ deterministic }) => deterministic).length).toBeGreaterThan(50);
    expect(recipes.filter(({ deterministic }) => !deterministic).length).toBeGreaterThan(30);
  });

  it.each(recipes.filter(({ deterministic }) => deterministic))(
    '$name becomes the tree its tool passes',
    async (recipe) => {
      const result = await fixed({ files: recipe.files, log: logOf(recipe.log) });

      expect(result).toEqual(recipe.fix);
    },
  );

  it.each(recipes.filter(({ deterministic }) => !deterministic))(
    '$name is left alone, with the reason',
    async (recipe) => {
      const result = await fixed({ files: recipe.files, log: logOf(recipe.log) });

      expect(result).toMatch(/\w{3}/);
    },
  );
});
