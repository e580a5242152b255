import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { toNumber } from './detector';

/** Names of actionlint's rules. */
export const ACTIONLINT_RULE =
  /^(?:action|credentials|deprecated-commands|env-var|events|expression|glob|id|if-cond|job-needs|matrix|permissions|pyflakes|runner-label|shell-name|shellcheck|syntax-check|workflow-call|yaml-syntax)$/;

/**
 * `ci.yml:3:5: unexpected key "branch" for "push" section. expected one of … [syntax-check]`, or as its port for Node prints it,
 * `ci.yml:3:5 unexpected … [ syntax-check ]`; a line that was cut has lost its rule.
 */
const ACTIONLINT =
  /^\s{0,8}([^\s:][^:]{0,300}\.ya?ml):(\d{1,7}):(\d{1,6}):? (.{1,980}?)(?: \[ ?([a-z][a-z-]{1,30}) ?\]|…)$/;
/** actionlint draws the line and marks the place below. */
const DRAWN = /^\s{0,8}(?:>\s{0,4})?(?:\d{1,6}\s)?\s{0,8}\|(?:\s.{0,990})?$/;
/** Where a cut message's words tell the rule. */
const CUT: readonly (readonly [RegExp, string])[] = [
  [/^label "/, 'runner-label'],
  [/^(?:property|undefined (?:variable|function)|context) "/, 'expression'],
  [/^(?:input|missing input) "/, 'action'],
  [/^(?:unknown Webhook event|invalid activity type) "/, 'events'],
  [/^unknown permission scope "/, 'permissions'],
  [/^unexpected key "/, 'syntax-check'],
];

/** GitHub's service on a workflow or an action, wherever its words turn up: `ci.yml (Line: 12, Col: 9): Unexpected value 'x'`. */
const PLACED =
  /(?:(?<![\w./@-])([\w./@-]{1,300}\.ya?ml)["']?:?\s{0,2})?\(Line: (\d{1,7}), Col: (\d{1,6})\): (\S.{0,600})$/;
const INVALID =
  /\b(?:Invalid workflow file|The workflow is not valid)\b.{0,40}?(\.github\/workflows\/[\w.-]{1,100}\.ya?ml)(?:#L(\d{1,7}))?/;
const SYNTAX = /You have an error in your yaml syntax on line (\d{1,7})/;
/** An action that the runner cannot get. */
const ACTION = /^(?:Error: |##\[error\])?(Unable to resolve action .{1,300}|Can't find 'action\.ya?ml'.{1,400})$/;

/** GitLab's service on a pipeline; it names jobs and no lines. */
const PIPELINE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:.{0,80}: )?((?:jobs|root|default|workflow|variables|include|stages|image|services|cache|spec)(?::[\w.:\s/-]{1,120}| [\w.-]{1,80})? config (?:contains (?:unknown|disallowed) (?:keys|values): .{1,300}|should .{1,300}|can't be .{1,200}|key may not be used with .{1,200}|(?:must use exactly one of|these keys|missing required keys).{1,200}))$/,
    'config',
  ],
  [
    /^(?:.{0,80}: )?(jobs:[\w./-][\w:./ -]{0,120} (?:when|parallel|timeout|retry|dependencies|allow failure|start in|expire in|if|extends|rules) (?:should|must|can't|cannot|invalid) .{1,300})$/,
    'config',
  ],
  [
    /^(?:.{0,80}: )?([\w.:/\s-]{1,120} job: (?:chosen stage (?:.{1,200} )?does not exist(?:; available stages are .{1,300})?|undefined (?:need|dependency): .{1,200}|(?:need|dependency) .{1,200} is not defined in .{1,100}|on_stop job .{1,120} (?:is not|does not|have|needs) .{1,100}))$/,
    'stages',
  ],
  [
    /^(?:.{0,80}: )?([\w.:/-]{1,120} has the following needs duplicated: .{1,200}|The pipeline has circular dependencies.{0,200}|'.{1,120}' job needs '.{1,120}' job, but .{1,300})$/,
    'needs',
  ],
  [
    /^(?:.{0,80}: )?((?:Included|Local|Project|Remote) file .{1,300} (?:is empty or does not exist|does not exist|could not be fetched).{0,100})$/,
    'include',
  ],
  [
    /^(?:.{0,80}: )?(Invalid configuration format|Unknown alias: .{1,100}|An alias referenced an unknown anchor: .{1,100}|.{0,60}did not find expected .{1,100} while parsing .{1,100} at line \d{1,7} column \d{1,6})$/,
    'yaml',
  ],
  [
    /^(?:.{0,80}: )?([\w.:/-]{1,120}: (?:unknown keys in|invalid base hashes in|circular dependency detected in|nesting too deep in) `extends`(?: \(.{1,200}\))?)$/,
    'extends',
  ],
  // At the beginning alone: other programs that read YAML with Ruby have words before it.
  [/^(?:`[^`]{1,300}\.ya?ml`: )?(\(<unknown>\): .{1,300} at line \d{1,7} column \d{1,6})$/, 'yaml'],
  [/^(?:.{0,80}: )?(yaml invalid.{0,300})$/i, 'yaml'],
];

type Read = Omit<FoundIssue, 'firstLine' | 'lastLine' | 'severity'>;

function readActionlint(text: string): Read | null {
  const [, file, line, column, message = '', rule] = ACTIONLINT.exec(text) ?? [];
  if (file === undefined) return null;
  const told = rule ?? CUT.find(([words]) => words.test(message))?.[1];
  const pipeline = told?.startsWith('pipeline-') === true;
  if (told === undefined || (!pipeline && !ACTIONLINT_RULE.test(told))) return null;
  return {
    tool: pipeline ? 'gitlab-ci' : 'actionlint',
    rule: told,
    file,
    line: toNumber(line),
    column: toNumber(column),
    // Marked as the line was, so that nobody takes it for all that was said.
    message: rule === undefined ? `${message}…` : message,
  };
}

function readForge(text: string, named: string | null): Read | null {
  const placed = PLACED.exec(text);
  if (placed) {
    const [, file, line, column, message = ''] = placed;
    return { rule: null, file: file ?? named, line: toNumber(line), column: toNumber(column), message };
  }
  const [, syntax] = SYNTAX.exec(text) ?? [];
  if (syntax !== undefined)
    return {
      rule: 'yaml',
      file: named,
      line: toNumber(syntax),
      column: null,
      message: 'You have an error in your yaml syntax',
    };
  const [, action] = ACTION.exec(text) ?? [];
  if (action !== undefined) return { rule: 'action', file: null, line: null, column: null, message: action };
  for (const [pattern, rule] of PIPELINE) {
    const [, message] = pattern.exec(text) ?? [];
    if (message === undefined) continue;
    const [, line, column] = /at line (\d{1,7}) column (\d{1,6})$/.exec(message) ?? [];
    const [, file = '.gitlab-ci.yml'] = /^`([^`]{1,300}\.ya?ml)`: /.exec(text) ?? [];
    return { tool: 'gitlab-ci', rule, file, line: toNumber(line), column: toNumber(column), message };
  }
  return null;
}

function detect(lines: readonly LogLine[]): { issues: FoundIssue[]; quiet: number[] } {
  const issues: FoundIssue[] = [];
  const quiet: number[] = [];
  let named: string | null = null;
  let drawn = false;
  for (const { number, text } of lines) {
    if (drawn && DRAWN.test(text)) {
      quiet.push(number);
      continue;
    }
    drawn = false;
    const [, file] = INVALID.exec(text) ?? [];
    named = file ?? named;
    const linter = text.length > 8 && /\.ya?ml:\d/.test(text) ? readActionlint(text) : null;
    const found = linter ?? (text.length < 1000 ? readForge(text, named) : null);
    if (!found) continue;
    drawn = linter !== null;
    issues.push({ ...found, severity: 'error', firstLine: number, lastLine: number });
  }
  return { issues, quiet };
}

/** What actionlint, GitHub and GitLab say of the files that tell CI what to do. */
export const ciFileDetector: Detector = {
  name: 'ci-file',
  tool: 'actions',
  class: 'config',
  heads: [ACTIONLINT, PLACED, INVALID, SYNTAX, ACTION, ...PIPELINE.map(([pattern]) => pattern)],
  detect: (lines) => ({ ...detect(lines), tests: [] }),
};
