import { entriesOf, scalarsOf, textOf, valueAt } from '../yaml-tree';
import type { CiRule } from './rule';

/** Images GitHub no longer runs; a job that asks for one waits for ever or fails at once. */
export const RETIRED_IMAGE =
  /^(?:ubuntu-(?:16\.04|18\.04|20\.04)|macos-(?:10\.15|11(?:\.0)?|12|13)(?:-(?:large|xlarge))?|windows-(?:2016|2019))$/;
/** Images newer than what actionlint 1.7.7 knows, by the way GitHub names them. */
export const NEWER_IMAGE =
  /^(?:ubuntu-(?:slim|2[4-9]\.04(?:-arm)?|22\.04-arm)|macos-(?:1[4-9]|[2-9]\d)(?:-(?:large|xlarge|intel))?|macos-latest(?:-(?:large|xlarge))?|windows-(?:11|20(?:2[2-9]|[3-9]\d))(?:-(?:arm|vs20\d\d))?)$/;

/** Jobs that ask for an image that is gone, where it is said plainly or in a row of the matrix. */
export const runners: CiRule = (tree) =>
  entriesOf(valueAt(tree, tree.root, 'jobs')).flatMap(({ value: job }) => {
    const runsOn = valueAt(tree, job, 'runs-on');
    const labels = scalarsOf(valueAt(tree, runsOn, 'labels') ?? runsOn);
    const row = labels.map((label) => /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(textOf(label) ?? '')?.[1] ?? null);
    const cells = row.flatMap((name) =>
      name === null ? [] : scalarsOf(valueAt(tree, job, 'strategy', 'matrix', name)),
    );
    return [...labels, ...cells].flatMap((label) => {
      const name = textOf(label) ?? '';
      if (!RETIRED_IMAGE.test(name)) return [];
      const message = `label ${JSON.stringify(name)} is of a runner image that GitHub has retired`;
      return [{ rule: 'runner-label', ...tree.placeOf(label), message }];
    });
  });
