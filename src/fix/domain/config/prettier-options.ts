import picomatch from 'picomatch';
import type { Options } from 'prettier';
import { parse as parseToml } from 'smol-toml';
import { parseConfigFileTextToJson } from 'typescript';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { FixFiles } from '../fix.types';
import { editorConfig } from './editor-config';
import { staticConfig } from './static-value';

const NAMES = [
  'package.json',
  '.prettierrc',
  ...['json', 'yaml', 'yml', 'json5'].map((ending) => `.prettierrc.${ending}`),
  ...['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].flatMap((ending) => [
    `.prettierrc.${ending}`,
    `prettier.config.${ending}`,
  ]),
  '.prettierrc.toml',
];

const Settings = z.looseObject({
  plugins: z.unknown().optional(),
  overrides: z
    .array(
      z.object({
        files: z.union([z.string(), z.array(z.string())]),
        excludeFiles: z.union([z.string(), z.array(z.string())]).optional(),
        options: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});

/** How Prettier is set for a file; `wait`: a configuration is not loaded yet. */
export type PrettierSettings =
  | { readonly outcome: 'known'; readonly options: Options; readonly sure: boolean }
  | { readonly outcome: 'declined'; readonly why: string }
  | { readonly outcome: 'wait' };

const listOf = (globs: string | readonly string[]): string[] => (typeof globs === 'string' ? [globs] : [...globs]);

function matches(globs: string | readonly string[] | undefined, path: string): boolean {
  if (globs === undefined) return false;
  return listOf(globs).some((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') })(path));
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`).concat('');
}

function valueOf(name: string, text: string): { readonly value: unknown; readonly whole: boolean } | null {
  if (name === 'package.json') {
    const value = (JSON.parse(text) as { prettier?: unknown }).prettier;
    return value === undefined ? null : { value, whole: true };
  }
  if (/\.[cm]?[jt]s$/.test(name)) return staticConfig(name, text) ?? { value: undefined, whole: false };
  if (name.endsWith('.toml')) return { value: parseToml(text), whole: true };
  if (/\.json5?$/.test(name))
    return { value: (parseConfigFileTextToJson(name, text) as { config?: unknown }).config, whole: true };
  return { value: parseYaml(text) as unknown, whole: true };
}

/** Prettier 2 wrote trailing commas only where ES5 has them. */
function ofVersion(files: FixFiles): { readonly defaults: Options; readonly known: boolean } | null {
  const manifest = files.paths.has('package.json') ? files.text('package.json') : null;
  const version = manifest === null ? null : /"prettier"\s*:\s*"[\^~>=v]*(\d+)/.exec(manifest)?.[1];
  if (version === undefined || version === null) return { defaults: {}, known: false };
  if (Number(version) < 2) return null;
  return { defaults: version === '2' ? { trailingComma: 'es5' } : {}, known: true };
}

/** Reads Prettier's settings for a file as data: the nearest configuration, its overrides, `.editorconfig`. */
export function prettierOptions(files: FixFiles, path: string): PrettierSettings {
  const version = ofVersion(files);
  if (!version) return { outcome: 'declined', why: 'Prettier 1 wrote another style' };
  const declined = (why: string): PrettierSettings => ({ outcome: 'declined', why });
  const editor = editorConfig(files, path);
  for (const folder of foldersOf(path)) {
    for (const name of NAMES) {
      if (!files.paths.has(folder + name)) continue;
      const text = files.text(folder + name);
      if (text === null) return { outcome: 'wait' };
      let found: ReturnType<typeof valueOf>;
      try {
        found = valueOf(name, text);
      } catch {
        return declined(`${folder}${name} cannot be read`);
      }
      if (!found) continue;
      const { success, data } = Settings.safeParse(found.value);
      if (!success || !found.whole)
        return declined(`${folder}${name} is a program, and programs of the repository are not run`);
      const { plugins, overrides = [], ...own } = data;
      if (plugins !== undefined) return declined(`${folder}${name} names plugins, and those are not run`);
      const relative = path.slice(folder.length);
      const special = overrides.filter(
        (each) => matches(each.files, relative) && !matches(each.excludeFiles, relative),
      );
      const layers: readonly object[] = [version.defaults, editor, own, ...special.map((each) => each.options ?? {})];
      const options = Object.fromEntries(layers.flatMap((layer) => Object.entries(layer))) as Options;
      return { outcome: 'known', options, sure: version.known };
    }
  }
  return { outcome: 'known', options: { ...version.defaults, ...editor }, sure: version.known };
}
