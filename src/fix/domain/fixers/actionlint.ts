import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { currentVersion } from '../config/action-versions';
import { closeName } from '../config/close-name';
import { commandEdits } from '../config/command-edits';
import { NEXT_IMAGE } from '../config/runner-images';
import { jobsOf } from '../config/workflow-file';
import { scalarsOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import type { Spot } from '../kit';
import { deleteLines, lineOf, quoteOf, replaceAt, spotOf } from '../kit';

/** Rules of actionlint that are nobody else's, or whose file is a workflow. */
const RULES =
  /^(?:syntax-check|runner-label|expression|events|permissions|shell-name|job-needs|action|deprecated-commands|yaml-syntax|if-cond)$/;

/** What it says of a word that is none of those it knows; the word, then the list. Its column is the word's. */
const UNKNOWN: readonly RegExp[] = [
  /^unexpected key "([^"]{1,80})" for .{1,80}expected one of (.{1,9000})$/s,
  /^label "([^"]{1,80})" is unknown\. available labels are (.{1,9000}?)(?:\. if it is|…$)/s,
  /^unknown permission scope "([^"]{1,80})"\. all available permission scopes are (.{1,2000})$/s,
  /^"([^"]{1,80})" is invalid for permission of scope .{1,80}available values are (.{1,200})$/s,
  /^invalid activity type "([^"]{1,80})" for .{1,80}available types are (.{1,2000})$/s,
  /^shell name "([^"]{1,80})" is invalid.{0,40}available names are (.{1,300})$/s,
  /^undefined variable "([^"]{1,80})"\. available variables are (.{1,600})$/s,
  /^undefined function "([^"]{1,80})"\. available functions are (.{1,600})$/s,
  /^input "([^"]{1,80})" is not defined in action .{1,200}available inputs are (.{1,4000})$/s,
];
const EVENTS =
  'branch_protection_rule check_run check_suite create delete deployment deployment_status discussion discussion_comment fork gollum issue_comment issues label merge_group milestone page_build public pull_request pull_request_review pull_request_review_comment pull_request_target push registry_package release repository_dispatch schedule status watch workflow_call workflow_dispatch workflow_run'.split(
    ' ',
  );
/** actionlint prints functions in lower case; these are written otherwise. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  endswith: 'endsWith',
  startswith: 'startsWith',
  fromjson: 'fromJSON',
  tojson: 'toJSON',
  hashfiles: 'hashFiles',
};

export interface Change {
  readonly edits: readonly Edit[];
  readonly reason: string;
  readonly safe: boolean;
}

const quoted = (list: string): string[] => [...list.matchAll(/"([^"]{1,80})"/g)].map(([, name]) => name ?? '');

function word(spot: Spot, from: number, wrong: string, right: string, safe = true): Change | null {
  const at = spot.content.toLowerCase().indexOf(wrong.toLowerCase(), Math.max(0, from - 1));
  if (at < 0) return null;
  const edits = [
    replaceAt(spot.path, { line: spot.line, column: at + 1 }, spot.content.slice(at, at + wrong.length), right),
  ];
  return { edits, reason: `Write ${right} for ${wrong}, the nearest of the names actionlint knows`, safe };
}

function unknownWord(spot: Spot, message: string): Change | null {
  for (const pattern of UNKNOWN) {
    const [, wrong, list] = pattern.exec(message) ?? [];
    if (wrong === undefined || list === undefined) continue;
    const right = closeName(wrong, quoted(list));
    return right === null ? null : word(spot, spot.column ?? 1, wrong, FUNCTIONS[right] ?? right);
  }
  const [, event] = /^unknown Webhook event "([^"]{1,80})"/.exec(message) ?? [];
  const right = event === undefined ? null : closeName(event, EVENTS);
  return event === undefined || right === null ? null : word(spot, spot.column ?? 1, event, right);
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

function property(spot: Spot, message: string): Change | null {
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
function singleQuotes({ path, line, column, content }: Spot, message: string): Change | null {
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
function wholeCondition({ path, line, content }: Spot, message: string): Change | null {
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

function missingNeed(spot: Spot, message: string): Change | null {
  const [, job, wrong] = /^job "([^"]{1,100})" needs job "([^"]{1,100})" which does not exist/.exec(message) ?? [];
  const yaml = yamlText(spot.text);
  if (job === undefined || wrong === undefined || !yaml) return null;
  const jobs = jobsOf(yaml.document.contents);
  const own = jobs.find(({ id }) => id.toLowerCase() === job.toLowerCase());
  const others = jobs.map(({ id }) => id).filter((id) => id !== own?.id);
  const right = closeName(wrong, others);
  const needs = scalarsOf(valueOf(own?.node, 'needs'));
  const [place, second] = needs.filter((need) => textOf(need)?.toLowerCase() === wrong.toLowerCase());
  if (right === null || !place?.range || second || needs.some((need) => textOf(need) === right)) return null;
  const { line, column } = yaml.at(place.range[0]);
  const content = lineOf(spot.text, line) ?? '';
  return word({ ...spot, line, content }, column, wrong, right);
}

/** A key said twice with the same value is said once. */
function duplicate({ path, text, line, content }: Spot, message: string): Change | null {
  const [, key, first] =
    /^key "([^"]{1,100})" is duplicate.{1,200}previously defined at line:(\d+)/.exec(message) ?? [];
  if (key === undefined || first === undefined) return null;
  const earlier = lineOf(text, Number(first)) ?? '';
  const plain = (each: string): string => each.replace(/^(\s*)- /, '$1  ').trimEnd();
  const edit = plain(earlier) === plain(content) && /:\s*\S/.test(content) ? deleteLines(path, text, line) : null;
  return edit && { edits: [edit], reason: `Take out ${key}, which is said twice alike`, safe: true };
}

function command({ path, text, line }: Spot, message: string): Change | null {
  const [, name] = /^workflow command "([\w-]{1,20})" was deprecated/.exec(message) ?? [];
  const edits = name === undefined ? null : commandEdits(path, text, new Set([name]), line);
  return edits === null || edits.length === 0
    ? null
    : { edits, reason: `Write to the runner’s file instead of the removed command ${name ?? ''}`, safe: true };
}

/** A misspelt `strategy` or `matrix` hides the matrix: its keys are known again once the word is right. */
function consequences(input: FixerInput, { path, text }: Spot, message: string): DiagnosisIssue[] {
  const [, wrong, list] = UNKNOWN[0]?.exec(message) ?? [];
  const right = closeName(wrong ?? '', quoted(list ?? ''));
  if (right !== 'matrix' && right !== 'strategy') return [];
  return input.issues.filter((other) => {
    const [, name] = /^property "([\w-]{1,80})" is not defined in object type \{\}$/.exec(other.message) ?? [];
    if (name === undefined || spotOf(input, other)?.path !== path) return false;
    return new RegExp(`^\\s+${name}\\s*:`, 'm').test(text);
  });
}

function oldAction(spot: Spot, message: string): Change | null {
  const [, used] = /^the runner of "([^"]{1,200})" action is too old/.exec(message) ?? [];
  const yaml = used === undefined ? null : yamlText(spot.text);
  if (used === undefined || yaml === null) return null;
  const steps = jobsOf(yaml.document.contents).flatMap((job) => job.steps);
  const step = steps.find(({ node, uses }) => {
    const place = valueOf(node, 'uses')?.range;
    return uses === used && place && yaml.at(place[0]).line === spot.line;
  });
  const better = step === undefined ? null : currentVersion(step);
  if (better === null || typeof better === 'string') return null;
  const at = spot.content.indexOf(`${better.action}@${better.ref}`);
  if (at < 0) return null;
  const column = at + better.action.length + 2;
  return {
    edits: [replaceAt(spot.path, { line: spot.line, column }, better.ref, better.now)],
    reason: `Use ${better.action}@${better.now}: GitHub no longer has what ${better.ref} runs on`,
    safe: true,
  };
}

function retiredImage(spot: Spot, message: string): Change | null {
  const [, label] =
    /^label "([^"]{1,80})" is (?:unknown|of a runner image that GitHub has retired)/.exec(message) ?? [];
  const next = label === undefined ? undefined : NEXT_IMAGE[label];
  if (label === undefined || next === undefined || spot.content.includes(next)) return null;
  const change = word(spot, spot.column ?? 1, label, next, false);
  return change && { ...change, reason: `Run on ${next}, as ${label} is gone` };
}

/** What would cure what actionlint, or our linter in its words, says of a place; null where it is not one thing. */
export function changeFor(spot: Spot, message: string): Change | null {
  return (
    retiredImage(spot, message) ??
    unknownWord(spot, message) ??
    property(spot, message) ??
    singleQuotes(spot, message) ??
    wholeCondition(spot, message) ??
    missingNeed(spot, message) ??
    duplicate(spot, message) ??
    command(spot, message) ??
    oldAction(spot, message)
  );
}

function fixOne(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const spot = spotOf(input, issue);
  if (!spot || !/\.ya?ml$/.test(spot.path)) return null;
  const { message } = issue;
  const change = changeFor(spot, message);
  if (!change)
    return { outcome: 'declined', covers: [issue], why: `actionlint names no single cure: ${message.slice(0, 120)}` };
  return {
    outcome: 'patch',
    edits: change.edits,
    reason: change.reason,
    quotes: [quoteOf(input, issue)],
    covers: [issue, ...consequences(input, spot, message)],
    confidence: change.safe ? 0.9 : 0.6,
    safety: change.safe ? 'safe' : 'suggestion',
  };
}

/** Slips in workflow files that actionlint tells by place, and for which it knows the right words. */
export const actionlintFixes: Fixer = {
  name: 'actionlint',
  phase: 'edit',
  fix: (input) => {
    const own = input.issues.filter(
      ({ rule, file }) => rule !== null && RULES.test(rule) && file !== null && /\.ya?ml$/.test(file),
    );
    const hidden = new Set(
      own.flatMap((issue) => {
        const spot = spotOf(input, issue);
        return spot ? consequences(input, spot, issue.message) : [];
      }),
    );
    return own.filter((issue) => !hidden.has(issue)).flatMap((issue) => fixOne(input, issue) ?? []);
  },
};
