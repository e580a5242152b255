import type { GateResult } from './gate.types';

/** What the forge itself says of a CI file as a patch leaves it. */
export interface ForgeWord {
  readonly path: string;
  readonly errors: readonly string[];
}

const GATE = 'forge-word';
/** A forge looks for included files where its own default branch has them, not where the patch goes. */
const INCLUDED = /^(?:Local|Included) file `\/?([^`]{1,300})` (?:is empty or )?does not exist/;

/**
 * The forge takes every CI file the patch touches: what it would refuse never gets as far as a branch. `paths` are the
 * tree's files, which a word about a missing one may not know of. None where the forge has no word.
 */
export function forgeWordGate(words: readonly ForgeWord[], paths: ReadonlySet<string>): readonly GateResult[] {
  if (words.length === 0) return [];
  const wrong = words.flatMap(({ path, errors }) =>
    errors
      .filter((error) => !paths.has(INCLUDED.exec(error)?.[1] ?? ''))
      .map((error) => `of ${path} the forge would say: ${error.slice(0, 300)}`),
  );
  const [first] = wrong;
  const looked = words.map(({ path }) => path).join(', ');
  return first === undefined
    ? [{ gate: GATE, passed: true, severity: null, reason: `the forge itself says that ${looked} is valid` }]
    : [{ gate: GATE, passed: false, severity: 'refuse', reason: first }];
}
