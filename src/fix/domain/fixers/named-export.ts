import path from 'node:path';
import { closeName } from '../config/close-name';
import { matchesOf } from '../config/log-match';
import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { onlyColumn, replaceAt, rewrite } from '../kit';
import { renamed, withCuts } from '../script/names';

const NODE =
  /^(?:\[?SyntaxError\]?:? )?SyntaxError: The requested module '(\.{1,2}\/[^']{1,200})' does not provide an export named '([\w$]{1,100})'$/;
const AT = /^(?:file:\/\/)?(\/\S{1,300}):(\d{1,6})$/;
const ROLLUP = /"([\w$]{1,100})" is not exported by "([^"]{1,200})", imported by "([^"]{1,200})"/;
const ESBUILD = /No matching export in "([^"]{1,200})" for import "([\w$]{1,100})"/;

interface Wanted {
  readonly importer: string;
  readonly target: string;
  readonly wrong: string;
  readonly quote: Quote;
}

function wantedIn(input: FixerInput): Wanted[] {
  const places = matchesOf(input, AT);
  const node = matchesOf(input, NODE).flatMap(({ quote, groups: [spec = '', wrong = ''] }): Wanted[] => {
    const above = places.filter((each) => each.quote.job === quote.job && each.quote.line < quote.line).at(-1);
    const importer = above === undefined ? null : input.pathOf(above.groups[0] ?? '');
    if (importer === null) return [];
    return [{ importer, target: path.posix.join(path.posix.dirname(importer), spec), wrong, quote }];
  });
  const rollup = matchesOf(input, ROLLUP).flatMap(({ quote, groups: [wrong = '', to = '', from = ''] }): Wanted[] => {
    const [importer, target] = [input.pathOf(from), input.pathOf(to)];
    return importer === null || target === null ? [] : [{ importer, target, wrong, quote }];
  });
  const esbuild = matchesOf(input, ESBUILD).flatMap(({ quote, groups: [to = '', wrong = ''], below }): Wanted[] => {
    const place = below.slice(0, 4).flatMap((line) => /^\s*(\S{1,200}):\d+:\d+:$/.exec(line)?.[1] ?? [])[0];
    const [importer, target] = [place === undefined ? null : input.pathOf(place), input.pathOf(to)];
    return importer === null || target === null ? [] : [{ importer, target, wrong, quote }];
  });
  return [...node, ...rollup, ...esbuild];
}

/** Names a module exports; null when it also passes on all of another's. */
function exportsOf(text: string): string[] | null {
  if (/^\s*export\s*\*/m.test(text)) return null;
  const declared = [
    ...text.matchAll(/^\s*export\s+(?:async\s+)?(?:const|let|var|function\*?|class|enum)\s+([\w$]+)/gm),
  ];
  const listed = [...text.matchAll(/^\s*export\s*\{([^}]{0,2000})\}/gm)].flatMap(([, list = '']) =>
    list.split(',').flatMap((each) => /([\w$]+)\s*$/.exec(each)?.[1] ?? []),
  );
  return [...declared.map(([, name = '']) => name), ...listed];
}

function fixOne(input: FixerInput, { importer, target, wrong, quote }: Wanted): FixerOutcome | null {
  const [text, module] = [input.files.text(importer), input.files.text(target)];
  if (text === null || module === null) return null;
  const covers = input.issues.filter(({ message }) => message.includes(wrong));
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers, why });
  const names = exportsOf(module);
  const right = names === null ? null : closeName(wrong, names);
  if (right === null || names?.includes(wrong) === true) return no(`${target} exports no one name near ${wrong}`);
  if (new RegExp(`(?<![\\w$])${right.replaceAll('$', '\\$')}(?![\\w$])`).test(text))
    return no(`${importer} has a ${right} already`);
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^\s*(?:import|export)\b/.test(line) && onlyColumn(line, wrong) !== null);
  const line =
    at < 0
      ? lines.findIndex((each) => new RegExp(`^\\s*${wrong.replaceAll('$', '\\$')}\\s*(?:,|as\\b|$)`).test(each))
      : at;
  const column = onlyColumn(lines[line] ?? '', wrong);
  if (line < 0 || column === null) return no(`${importer} does not plainly import ${wrong}`);
  const cuts = renamed(importer, text, line + 1, column, wrong, right);
  const edits =
    cuts === null
      ? [replaceAt(importer, { line: line + 1, column }, wrong, right)]
      : rewrite(importer, text, withCuts(text, cuts));
  return {
    outcome: 'patch',
    edits,
    reason: `Import ${right}, the name that ${target} exports, for ${wrong}`,
    quotes: [quote],
    covers,
    coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
    confidence: 0.9,
    safety: 'safe',
  };
}

/** A name imported from a module of the tree that exports one a slip off. */
export const namedExport: Fixer = {
  name: 'named-export',
  phase: 'edit',
  fix: (input) => {
    const seen = new Set<string>();
    return wantedIn(input).flatMap((wanted) => {
      const key = `${wanted.importer}\n${wanted.wrong}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return fixOne(input, wanted) ?? [];
    });
  },
};
