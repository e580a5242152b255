import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { currentVersion } from '../config/action-versions';
import { closeName } from '../config/close-name';
import { commandEdits } from '../config/command-edits';
import { NEXT_IMAGE } from '../config/runner-images';
import { jobsOf } from '../config/workflow-file';
import { property, singleQuotes, wholeCondition, word } from '../config/workflow-expressions';
import type { Change } from '../config/workflow-expressions';
import { scalarsOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
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

const quoted = (list: string): string[] => [...list.matchAll(/"([^"]{1,80})"/g)].map(([, name]) => name ?? '');

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

/**
 * What is said only because of a misspelt key: that it is missing, and of a misspelt `strategy` or `matrix` that the matrix
 * has no such keys.
 */
function consequences(input: FixerInput, { path, text, line }: Spot, message: string): DiagnosisIssue[] {
  const [, wrong, list] = UNKNOWN[0]?.exec(message) ?? [];
  const right = closeName(wrong ?? '', quoted(list ?? ''));
  const missing =
    right === 'run' || right === 'uses' ? 'step must run script with' : `"${right ?? ''}" section is missing`;
  // Told where the step or job begins, which is above the key and not behind another finding's step.
  const above = input.issues.filter((other) => {
    const begin = spotOf(input, other);
    return begin?.path === path && begin.line <= line && other.message.startsWith(missing);
  });
  const [nearest] = above.sort((a, b) => (b.line ?? 0) - (a.line ?? 0));
  if (right !== null && nearest !== undefined) return [nearest];
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
