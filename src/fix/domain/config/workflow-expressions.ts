import type { Edit } from '../fix.types';
import type { Spot } from '../kit';
import { replaceAt } from '../kit';
import { closeName } from './close-name';

/** What cures one finding of actionlint. */
export interface Change {
  readonly edits: readonly Edit[];
  readonly reason: string;
  readonly safe: boolean;
}

/** One word of a line written otherwise, the first from a column on. */
export function word(spot: Spot, from: number, wrong: string, right: string, safe = true): Change | null {
  const at = spot.content.toLowerCase().indexOf(wrong.toLowerCase(), Math.max(0, from - 1));
  if (at < 0) return null;
  const edits = [
    replaceAt(spot.path, { line: spot.line, column: at + 1 }, spot.content.slice(at, at + wrong.length), right),
  ];
  return { edits, reason: `Write ${right} for ${wrong}, the nearest of the names actionlint knows`, safe };
}

/** `{ref: string; event: {a: string}}` → ref, event. */
function propertiesOf(type: string): string[] {
  let depth = 0;
  let flat = '';
  for (const letter of type) {
    if (letter === '}') depth -= 1;
    if (depth === 1) flat += letter;
    if (letter === '{') depth += 1;
  }
  return [...flat.matchAll(/(?:^|;)\s*([\w-]+):/g)].map(([, name]) => name ?? '');
}

/** Members of the `github` context, as actionlint lists them. */
const GITHUB_CONTEXT = (
  'action action_path action_ref action_repository action_status actor actor_id api_url artifact_cache_size_limit ' +
  'base_ref env event event_name event_path graphql_url head_ref job output path ref ref_name ref_protected ref_type ' +
  'repository repository_id repository_owner repository_owner_id repository_visibility repositoryurl retention_days ' +
  'run_attempt run_id run_number secret_source server_url sha state step_summary token triggering_actor workflow ' +
  'workflow_ref workflow_sha workspace'
).split(' ');

/** A member of a context that is not there, by the nearest that is. */
export function property(spot: Spot, message: string): Change | null {
  const [, wrong, type, end] =
    /^property "([^"]{1,80})" is not defined in object type (\{.{0,9000}?)(\}|…)$/s.exec(message) ?? [];
  if (wrong === undefined || type === undefined) return null;
  const start = (spot.column ?? 1) - 1;
  const close = spot.content.indexOf('}}', start);
  const expression = spot.content.slice(start, close < 0 ? undefined : close);
  if (type === '{' && end === '}') return emptyExpression(spot, start, wrong);
  // A log's line ends before this type does; of a context that is known all the same.
  if (end === '…' && !/^github\.\w/.test(expression)) return null;
  const right = closeName(wrong, end === '…' ? GITHUB_CONTEXT : propertiesOf(`${type}}`));
  // The member of a context is the one right behind its name, whatever else is called so.
  const [, context] =
    /^(steps|needs|matrix|inputs|jobs)\.([\w-]+)(?![\w-])/.exec(expression)?.[2]?.toLowerCase() === wrong
      ? (/^(\w+)\./.exec(expression) ?? [])
      : [];
  if (right !== null && context !== undefined) return word(spot, start + context.length + 2, wrong, right);
  if (right === null || expression.toLowerCase().split(`.${wrong}`).length !== 2) return null;
  const dot = expression.toLowerCase().indexOf(`.${wrong}`);
  const after = expression[dot + wrong.length + 1] ?? '';
  return /[\w-]/.test(after) ? null : word(spot, start + dot + 2, wrong, right);
}

/** `${{ matrix.os }}` in a job without a matrix is the empty text, always: it can go, with the blank before it. */
function emptyExpression({ path, line, content }: Spot, start: number, name: string): Change | null {
  const open = content.lastIndexOf('${{', start);
  const close = content.indexOf('}}', start);
  if (open < 0 || close < 0) return null;
  const expression = content.slice(open, close + 2);
  if (expression.replace(/\s/g, '') !== `\${{matrix.${name}}}`) return null;
  const rest = content.slice(close + 2);
  const before = content.slice(0, open);
  // Only as the last word of a plain command: elsewhere something is built of it.
  if (rest.trim() !== '' || !/\brun:\s+[\w./-]+(?:\s+[\w./-]+)*\s+$/.test(before)) return null;
  const blank = before.length - before.trimEnd().length;
  return {
    edits: [
      replaceAt(path, { line, column: open + 1 - blank }, before.slice(before.length - blank) + expression + rest, ''),
    ],
    reason: `Take out ${expression}: the job has no matrix, so it is always empty`,
    safe: false,
  };
}

/** Texts in expressions have single quotes. */
export function singleQuotes({ path, line, column, content }: Spot, message: string): Change | null {
  if (!message.startsWith("got unexpected character '\"' while lexing expression") || column === null) return null;
  const open = content.lastIndexOf('${{', column);
  const from = open < 0 ? content.search(/\bif:\s/) : open;
  const close = open < 0 ? content.length : content.indexOf('}}', column);
  if (from < 0 || close < 0) return null;
  const old = content.slice(from, close);
  if (/['\\]/.test(old) || old.split('"').length % 2 === 0 || content[from - 1] === '"') return null;
  return {
    edits: [replaceAt(path, { line, column: from + 1 }, old, old.replaceAll('"', "'"))],
    reason: 'Write texts in expressions with single quotes, as actionlint says',
    safe: true,
  };
}

/** `if: ${{ a }} == 'b'` is a text, and so always true: the whole of it belongs into the braces. */
export function wholeCondition({ path, line, content }: Spot, message: string): Change | null {
  if (!/^if: condition .{1,900} is always evaluated to true because extra characters are around/s.test(message))
    return null;
  const [, head = '', old = ''] = /^(\s*(?:- )?if:\s+)(\$\{\{.*|[^"'|>\s].*\$\{\{.*)$/.exec(content.trimEnd()) ?? [];
  const inner = old.replace(/\$\{\{\s*((?:(?!\}\}|\$\{\{).)*?)\s*\}\}/g, (_, each: string) =>
    /[|&=<>!]/.test(each) && each !== old.slice(3, -2).trim() ? `(${each})` : each,
  );
  // Outside the braces only operators and values may stand; anything else was meant as text.
  const outside = old.replace(/\$\{\{(?:(?!\}\}).)*\}\}/g, '').replace(/'[^']*'/g, '');
  if (old === '' || /\$\{\{|\}\}/.test(inner) || !/^(?:\s|&&|\|\||[=!]=|[<>]=?|!|[()]|true|false|\d)*$/.test(outside))
    return null;
  if (!/[&|=<>!]/.test(outside)) return null;
  return {
    edits: [replaceAt(path, { line, column: head.length + 1 }, old, `\${{ ${inner.trim()} }}`)],
    reason: 'Put the whole condition into the braces: beside them it is a text, which is always true',
    safe: true,
  };
}
