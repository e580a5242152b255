import type { ESLint, Rule } from 'eslint';
import { REACT_RULES } from './react-rules';

type RuleSet = Readonly<Record<string, unknown>>;

interface Source {
  /** Names a configuration usually gives the plugin. */
  readonly names: readonly string[];
  readonly load: () => Promise<RuleSet>;
  /** Rules that look at the text alone; null: all that have a fix. */
  readonly pure: ReadonlySet<string> | null;
}

const rulesOf = (loaded: { readonly default?: unknown }): RuleSet =>
  ((loaded.default ?? loaded) as { readonly rules?: RuleSet }).rules ?? {};

/** Plugins whose fixes are pure text. Each takes up to a second to load: only where a log names a rule of it. */
const SOURCES: readonly Source[] = [
  {
    names: ['import', 'import-x'],
    load: async () => rulesOf(await import('eslint-plugin-import-x')),
    // The others look for the files that are imported.
    pure: new Set([
      'order',
      'first',
      'imports-first',
      'newline-after-import',
      'no-duplicates',
      'consistent-type-specifier-style',
    ]),
  },
  { names: ['unicorn'], load: async () => rulesOf(await import('eslint-plugin-unicorn')), pure: null },
  {
    names: ['simple-import-sort'],
    load: async () => rulesOf(await import('eslint-plugin-simple-import-sort')),
    pure: null,
  },
  {
    names: ['unused-imports'],
    load: async () => rulesOf(await import('eslint-plugin-unused-imports')),
    pure: new Set(['no-unused-imports']),
  },
  { names: ['react'], load: () => Promise.resolve(REACT_RULES), pure: null },
];

const loaded = new Map<string, ESLint.Plugin>();

const prefixOf = (rule: string): string => rule.slice(0, Math.max(0, rule.lastIndexOf('/')));

/** Loads the plugins that rules of a log belong to, as far as they are known here. */
export async function loadPlugins(rules: Iterable<string>): Promise<void> {
  const wanted = new Set([...rules].map(prefixOf));
  for (const { names, load, pure } of SOURCES) {
    if (!names.some((name) => wanted.has(name) && !loaded.has(name))) continue;
    const all = Object.entries(await load()) as [string, Rule.RuleModule][];
    const rules = Object.fromEntries(
      all.filter(([name, { meta }]) => (pure ? pure.has(name) : meta?.fixable !== undefined)),
    );
    for (const name of names) loaded.set(name, { rules });
  }
}

/** The plugins that were asked for so far, by the names configurations give them. */
export const loadedPlugins = (): Readonly<Record<string, ESLint.Plugin>> => Object.fromEntries(loaded);

/** True for a rule of a plugin that is loaded. */
export function isPluginRule(name: string): boolean {
  const rules = loaded.get(prefixOf(name))?.rules ?? {};
  return Object.hasOwn(rules, name.slice(name.lastIndexOf('/') + 1));
}
