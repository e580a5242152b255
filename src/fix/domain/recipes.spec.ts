import { readFileSync } from 'node:fs';
import path from 'node:path';
import { planned } from '../../../test/support/fix-plan';
import { judge } from './gates/index';
import { DEFAULT_PATCH_POLICY } from './gates/gate.types';

interface Recipe {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly deterministic: boolean;
  readonly log: string;
  /** Missed so far: it counts in the score, and is left alone here. */
  readonly open?: boolean;
}

/** Ours, and those written before anybody looked what the fixers can do. */
const recipes = [
  '',
  '/heldout',
  '/blind2',
  '/blind4',
  '/blind4-languages',
  '/blind5-languages',
  '/blind6',
  '/blind7',
  '/blind8',
]
  .map((set) => `test/fixtures/recipes${set}`)
  .flatMap((folder) =>
    readFileSync(path.resolve(folder, 'recipes.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Recipe)
      .map((recipe) => ({ ...recipe, deterministic: recipe.deterministic && recipe.open !== true }))
      .map((recipe) => ({ ...recipe, log: path.resolve(folder, recipe.log) })),
  );
const planOf = ({ files, log }: Recipe) => planned({ files, log: readFileSync(log, 'utf8') });

// The real tools are run on the results by `npm run score:fixes`.
describe('recipes of broken projects', () => {
  it.each(recipes.filter(({ deterministic }) => deterministic).map((recipe) => [recipe.name, recipe] as const))(
    '%s gets a patch that no gate refuses',
    async (_name, recipe) => {
      const plan = await planOf(recipe);

      const refused =
        plan.outcome === 'patch'
          ? judge(plan, { ...DEFAULT_PATCH_POLICY, allow_snapshot_updates: true }).filter(
              ({ severity }) => severity === 'refuse',
            )
          : [];
      expect({ outcome: plan.outcome, refused }).toEqual({ outcome: 'patch', refused: [] });
    },
  );

  it.each(recipes.filter(({ deterministic }) => !deterministic).map((recipe) => [recipe.name, recipe] as const))(
    '%s is left alone, with the reason',
    async (_name, recipe) => {
      const plan = await planOf(recipe);

      expect(plan).toMatchObject({ outcome: 'declined', why: expect.stringMatching(/\w/) as string });
    },
  );

  it('finds nothing to do where the file is not as the log says', async () => {
    const moved = recipes
      .filter(({ deterministic }) => deterministic)
      .map((recipe) => ({
        ...recipe,
        files: Object.fromEntries(
          Object.entries(recipe.files).map(([name, text]) => [
            name,
            name.startsWith('src/a.') ? `export {};\n\n\n${text}` : text,
          ]),
        ),
      }))
      .filter(
        ({ name, files, log }) =>
          name.startsWith('tsc-') &&
          Object.keys(files).some((file) => file.startsWith('src/a.')) &&
          readFileSync(log, 'utf8').includes('src/a.'),
      );

    const plans = await Promise.all(moved.map(planOf));

    expect(plans.filter(({ outcome }) => outcome === 'patch')).toEqual([]);
  });
});
