import * as plugin from '@typescript-eslint/eslint-plugin';
import * as parser from '@typescript-eslint/parser';
import stylistic from '@stylistic/eslint-plugin';
import type { ESLint, Linter as LinterTypes } from 'eslint';
import { Linter } from 'eslint';
import { errorWith } from '../config/eslint-rules';
import { isPluginRule, loadedPlugins } from './plugins';

export { loadPlugins } from './plugins';

export type Rules = ReadonlyMap<string, readonly unknown[]>;

const PREFIX = '@typescript-eslint/';
const typescriptRules: Readonly<Record<string, { meta?: { docs?: object | undefined } }>> = plugin.rules;

/** What the stylistic rules were called when each language had its own. */
const STYLISTIC = ['@stylistic', '@stylistic/js', '@stylistic/ts', '@stylistic/jsx', '@stylistic/plus'];
const styleRules: Readonly<Record<string, unknown>> = stylistic.rules;

const cores = new Map<string, boolean>();

/** ESLint itself says which rules it has, deprecated ones too, by refusing those it has not. */
function isCoreRule(name: string): boolean {
  const known = cores.get(name);
  if (known !== undefined) return known;
  let runs = true;
  try {
    new Linter().verify('', [{ rules: { [name]: 'error' } }]);
  } catch {
    runs = false;
  }
  if (cores.size < 1000) cores.set(name, runs);
  return runs;
}

/** True for a rule that can run here: ESLint's own, typescript-eslint's, one of style or of a plugin loaded; it needs no types. */
export function isKnownRule(name: string): boolean {
  const cut = name.lastIndexOf('/');
  if (STYLISTIC.includes(name.slice(0, cut))) return Object.hasOwn(styleRules, name.slice(cut + 1));
  if (!name.startsWith(PREFIX)) return name.includes('/') ? isPluginRule(name) : isCoreRule(name);
  const docs = typescriptRules[name.slice(PREFIX.length)]?.meta?.docs;
  return docs !== undefined && !('requiresTypeChecking' in docs && docs.requiresTypeChecking === true);
}

const shared = new Map<string, readonly (readonly unknown[])[]>();

/** What the stylistic rules' own shared configurations set for a rule, in each of the tastes they offer. */
export function sharedOptions(name: string): readonly (readonly unknown[])[] {
  const cut = name.lastIndexOf('/');
  if (!STYLISTIC.includes(name.slice(0, cut))) return [];
  const rule = `@stylistic/${name.slice(cut + 1)}`;
  const known = shared.get(rule);
  if (known !== undefined) return known;
  const tastes = [true, false].flatMap((semi) =>
    (['single', 'double'] as const).flatMap((quotes) =>
      ([2, 4, 'tab'] as const).flatMap((indent) =>
        [true, false].map((arrowParens) => ({ semi, quotes, indent, arrowParens })),
      ),
    ),
  );
  const options = tastes.flatMap((taste) => {
    const setting = stylistic.configs.customize(taste).rules?.[rule];
    return Array.isArray(setting) ? [JSON.stringify(setting.slice(1))] : [];
  });
  const found = [...new Set(options)].map((each) => JSON.parse(each) as unknown[]);
  if (shared.size < 1000) shared.set(rule, found);
  return found;
}

function configOf(path: string, rules: Rules, sourceType: string | null): LinterTypes.Config[] {
  const typed = /\.[cm]?tsx?$/.test(path);
  const known = [...rules].filter(([name]) => isKnownRule(name));
  const type =
    sourceType === 'commonjs' || sourceType === 'script' ? sourceType : path.endsWith('.cjs') ? 'commonjs' : 'module';
  return [
    {
      // A pattern that names no ending matches JavaScript alone.
      files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
      languageOptions: {
        ecmaVersion: 'latest',
        sourceType: type,
        ...(typed ? { parser: parser } : {}),
        parserOptions: { ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(path) } },
      },
      // Nothing is looked up: what is imported is told by its name alone.
      settings: { 'import-x/resolver-next': [], 'import-x/resolver': {} },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      plugins: {
        ...loadedPlugins(),
        '@typescript-eslint': plugin as unknown as ESLint.Plugin,
        ...Object.fromEntries(STYLISTIC.map((name) => [name, stylistic as unknown as ESLint.Plugin])),
      },
      rules: Object.fromEntries(known.map(([name, options]) => [name, errorWith(options)])),
    },
  ];
}

/** Runs rules on a text in this process. Null when it does not parse or the options are not the rule's. */
export function lint(
  path: string,
  text: string,
  rules: Rules,
  sourceType: string | null,
): LinterTypes.LintMessage[] | null {
  try {
    const messages = new Linter().verify(text, configOf(path, rules, sourceType), { filename: path });
    return messages.some(({ fatal }) => fatal === true) ? null : messages;
  } catch {
    // Options that a rule does not take throw; whoever asked tries others.
    return null;
  }
}

/** Passes over a text; ESLint's own `--fix` makes as many. */
const MAX_PASSES = 10;

/** Makes the fixes of the messages chosen, again and again until none is left. Null as for `lint`. */
export function lintFix(
  path: string,
  text: string,
  rules: Rules,
  sourceType: string | null,
  choose: (message: LinterTypes.LintMessage) => boolean,
): string | null {
  let result = text;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const messages = lint(path, result, rules, sourceType);
    if (!messages) return null;
    const fixes = messages.flatMap((message) => (message.fix && choose(message) ? [message.fix] : []));
    if (fixes.length === 0) return result;
    fixes.sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
    let [done, from] = ['', 0];
    for (const { range, text: put } of fixes) {
      // A fix that overlaps the one before waits for the next pass.
      if (range[0] < from) continue;
      done += result.slice(from, range[0]) + put;
      from = range[1];
    }
    result = done + result.slice(from);
  }
  return result;
}
