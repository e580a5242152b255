import { parse } from 'smol-toml';
import type { FixFiles } from '../fix.types';
import type { Settings } from './ruff';
import { COMMENT, scanPython } from './scan';

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A table of `pyproject.toml`'s tools; empty when there is none, null when the file cannot be read. */
function toolTable(files: FixFiles, tool: string): Settings | null {
  const text = files.paths.has('pyproject.toml') ? files.text('pyproject.toml') : '';
  if (text === null) return null;
  try {
    const { tool: tools } = parse(text);
    const table = isObject(tools) ? tools[tool] : undefined;
    return table === undefined ? {} : isObject(table) ? table : null;
  } catch {
    // No TOML: the tool itself would stop there.
    return null;
  }
}

/** Where people write a tool's command with flags of its own. */
const COMMANDS =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|Makefile|tox\.ini|noxfile\.py|\.pre-commit-config\.yaml)$/;

function calledWith(files: FixFiles, flags: RegExp): boolean {
  return [...files.paths].filter((path) => COMMANDS.test(path)).some((path) => flags.test(files.text(path) ?? ''));
}

const BLACKS = new Set(['line-length', 'skip-string-normalization', 'skip-magic-trailing-comma']);
/** What says which files black looks at, and what ruff needs not know. */
const BLACKS_OWN = new Set([
  'include',
  'exclude',
  'extend-exclude',
  'force-exclude',
  'target-version',
  'required-version',
]);

/** Black's settings as ruff's; null where ruff has no such. */
export function blackSettings(files: FixFiles): Settings | null {
  const table = toolTable(files, 'black');
  if (
    table === null ||
    calledWith(files, /\bblack\b.*\s(?:-l|-S|-C|-t|--(?:line-length|skip|preview|unstable|target))/)
  )
    return null;
  if (Object.keys(table).some((key) => !BLACKS.has(key) && !BLACKS_OWN.has(key))) return null;
  return {
    'line-length': table['line-length'] ?? 88,
    format: {
      'quote-style': table['skip-string-normalization'] === true ? 'preserve' : 'double',
      'skip-magic-trailing-comma': table['skip-magic-trailing-comma'] === true,
    },
  };
}

/**
 * Why a file is one that ruff and some black write in two ways; null when it has nothing of that. Those are what ruff
 * tells of itself as deviations, and what black's yearly styles changed.
 */
export function riskyForBlack(text: string): string | null {
  const lines = scanPython(text);
  for (const [at, { code, text: own, inString, endsInString }] of lines.entries()) {
    const plain = code.replaceAll(COMMENT, ' ').trimEnd();
    const next = lines[at + 1];
    if (/#\s*(?:\w+:|noqa|pragma|nosec)/.test(own)) return 'a comment there is for a tool';
    if (
      /(["'])\s*[rRbBuUfF]{0,2}(?!\1)["']/.test(plain.replaceAll(/(["'])\u0001*\1/g, "''$&").replaceAll("''", '')) ||
      /["']\s+[rRbBuUfF]{0,2}["']/.test(plain)
    )
      return 'strings joined by standing side by side';
    if (/["']$/.test(plain) && next?.continued === true && !inString && /^\s*[rRbBuUfF]{0,2}["']/.test(next.code))
      return 'strings joined by standing side by side';
    if (/(?:^|:)\s*\.\.\.$/.test(plain)) return 'a body of three dots';
    if (/\b[fF][rR]?["'].*\{[^}]*["'\s][^}]*\}/.test(own)) return 'an f-string with more than names';
    if (plain.endsWith(':') && next?.text.trim() === '' && !endsInString) return "an empty line at a block's start";
    if (/\\$/.test(plain)) return 'a line joined by a backslash';
    if (
      /^\s*(?:with|del|for|return|assert)\s*\(|\blambda\b|^\s*(?:match|case|type)\s|\bawait\s*\(|\bprint\s*\(.*%|\s\*\*\s|\bglobal\b|^\s*assert\b.*,|[([{,]\s*[rRfFbBuU]{0,2}(?:"""|''')/.test(
        plain,
      )
    )
      return 'brackets or words that the two treat each in its way';
  }
  return null;
}

const LIST = (value: unknown): string[] =>
  (Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,\s]+/) : []).filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );

/** The section of an INI file as text; empty where there is none, null for what spans lines. */
function section(text: string, name: string): Settings | null {
  const found: Settings = {};
  let own = false;
  for (const line of text.split('\n')) {
    const [, head] = /^\[(.+)\]\s*$/.exec(line) ?? [];
    if (head !== undefined) own = head === name;
    else if (own && /^\s+\S/.test(line)) return null;
    else if (own) {
      const [, key, value] = /^(\w+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined) found[key] = value?.trim();
    }
  }
  return found;
}

function isortTable(files: FixFiles): Settings | null {
  for (const [path, name] of [
    ['.isort.cfg', 'settings'],
    ['pyproject.toml', ''],
    ['setup.cfg', 'isort'],
    ['tox.ini', 'isort'],
  ] as const) {
    if (!files.paths.has(path)) continue;
    const text = files.text(path);
    const table = text === null ? null : name === '' ? toolTable(files, 'isort') : section(text, name);
    if (table === null || Object.keys(table).length > 0) return table;
  }
  return {};
}

const yes = (value: unknown): boolean => value === true || /^(?:true|1|yes)$/i.test(String(value));
const ISORTS =
  /^(?:profile|line_length|known_first_party|known_third_party|force_single_line|force_sort_within_sections|combine_as_imports|src_paths|skip|skip_glob|skip_gitignore|extend_skip|py_version)$/;

/** isort's settings as ruff's, `wraps` true where both wrap alike; null where ruff has no such. */
export function isortSettings(files: FixFiles): Settings | null {
  const table = isortTable(files);
  const { profile = '' } = table ?? {};
  if (table === null || Object.keys(table).some((key) => !ISORTS.test(key)) || (profile !== '' && profile !== 'black'))
    return null;
  if (files.paths.has('.editorconfig') || calledWith(files, /\bisort\b.*\s--(?!check|diff|profile[ =]black|quiet)\w/))
    return null;
  if (profile === '' && calledWith(files, /\bisort\b.*\s--profile/)) return null;
  const tops = [...files.paths].flatMap((path) => /^(?:src\/)?([A-Za-z_]\w*)(?:\.py$|\/.*\.py$)/.exec(path)?.[1] ?? []);
  return {
    'line-length': Number(table.line_length ?? (profile === 'black' ? 88 : 79)),
    ...(profile === 'black' ? { wraps: true } : {}),
    isort: {
      'known-first-party': [...new Set([...tops.filter((top) => top !== 'src'), ...LIST(table.known_first_party)])],
      'known-third-party': LIST(table.known_third_party),
      'force-single-line': yes(table.force_single_line),
      'force-sort-within-sections': yes(table.force_sort_within_sections),
      'combine-as-imports': yes(table.combine_as_imports),
      'split-on-trailing-comma': false,
    },
  };
}
