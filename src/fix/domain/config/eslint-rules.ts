import type { Linter } from 'eslint';
import { parse } from 'yaml';
import { parseConfigFileTextToJson } from 'typescript';
import type { FixFiles } from '../fix.types';
import { staticConfig } from './static-value';

const FLAT = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((ending) => `eslint.config.${ending}`);
const OLD = ['', '.js', '.cjs', '.json', '.yaml', '.yml'].map((ending) => `.eslintrc${ending}`);

/** The rules a repository sets, as far as its configuration can be read as data. */
export interface KnownRules {
  /** Rules set to error or warn, with their options; the last word of the configuration on each. */
  readonly rules: ReadonlyMap<string, readonly unknown[]>;
  /** The dialect's globals and source type, where the configuration says them. */
  readonly sourceType: 'module' | 'commonjs' | 'script' | null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every `rules` object in a configuration, outermost first. */
function collect(value: unknown, found: Record<string, unknown>[]): void {
  if (Array.isArray(value)) for (const each of value) collect(each, found);
  if (!isObject(value)) return;
  if (isObject(value.rules)) found.push(value.rules);
  collect(value.overrides, found);
  collect(value.eslintConfig, found);
}

/** The recommended rules that a textual fix may come to break. */
const RECOMMENDED: Readonly<Record<string, unknown>> = Object.fromEntries(
  [
    'no-empty',
    'no-extra-boolean-cast',
    'no-regex-spaces',
    'no-unreachable',
    'no-unused-labels',
    'no-useless-escape',
  ].map((rule) => [rule, 'error']),
);

function readConfig(path: string, text: string): unknown {
  if (/\.[cm]?[jt]s$/.test(path)) return staticConfig(path, text)?.value;
  if (/\.ya?ml$/.test(path)) return parse(text) as unknown;
  const { config } = parseConfigFileTextToJson(path, text) as { config?: unknown };
  return config;
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`).concat('');
}

/** Reads the ESLint configuration nearest to a file, without running any of it. */
export function eslintRules(files: FixFiles, path: string): KnownRules {
  const rules = new Map<string, readonly unknown[]>();
  let sourceType: KnownRules['sourceType'] = null;
  const names = [...FLAT, ...OLD];
  const nearest = foldersOf(path)
    .flatMap((folder) => names.map((name) => folder + name))
    .find((name) => files.paths.has(name));
  const manifest = files.paths.has('package.json') ? files.text('package.json') : null;
  const text = nearest === undefined ? manifest : files.text(nearest);
  if (text === null) return { rules, sourceType };
  let value: unknown;
  try {
    value = readConfig(nearest ?? 'package.json', text);
  } catch {
    // A configuration that cannot be read says nothing; findings must then be reproduced by other means.
    return { rules, sourceType };
  }
  const sets: Record<string, unknown>[] = text.includes('recommended') ? [RECOMMENDED] : [];
  collect(value, sets);
  for (const [name, setting] of sets.flatMap((set) => Object.entries(set))) {
    const [level, ...options] = Array.isArray(setting) ? (setting as unknown[]) : [setting];
    if (level === 'off' || level === 0) rules.delete(name);
    else rules.set(name, options);
  }
  const type = /sourceType["']?\s*:\s*["'](module|commonjs|script)["']/.exec(text)?.[1];
  if (type === 'module' || type === 'commonjs' || type === 'script') sourceType = type;
  return { rules, sourceType };
}

/** A rule's setting for ESLint. */
export function errorWith(options: readonly unknown[]): Linter.RuleEntry {
  return ['error', ...options];
}
