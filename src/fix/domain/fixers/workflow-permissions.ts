import { isMap } from 'yaml';
import type { LogMatch } from '../config/log-match';
import { matchesOf } from '../config/log-match';
import type { Job } from '../config/workflow-file';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import { entriesOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { YamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { insertLines, replaceAt } from '../kit';

/** What was refused, where the words tell the right that lacks. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/remote: Permission to \S{1,200} denied to github-actions\[bot\]/, 'contents'],
  [
    /Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable|ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN) .{0,60}(?:not set|missing|undefined)/,
    'id-token',
  ],
  [
    /denied: (?:installation not allowed to (?:Create|Write) organization package|permission_denied: (?:write_package|The token provided does not match))/,
    'packages',
  ],
  [
    /Resource not accessible by integration \((?:createPullRequest|updatePullRequest|addPullRequestReview|addLabelsToLabelable|requestReviews)\)/,
    'pull-requests',
  ],
  [/Resource not accessible by integration \((?:createIssue|updateIssue|closeIssue)\)/, 'issues'],
  [/Resource not accessible by integration \((?:createRef|createCommitOnBranch)\)/, 'contents'],
];
/** A comment's right is that of what is commented on, which the command above tells. */
const COMMENT = /Resource not accessible by integration \(addComment\)/;
/** GitHub's own answer; `,` is and, `;` is or. */
const ACCEPTED = /x-accepted-github-permissions['"]?:\s{0,4}['"]?([a-z_]{1,40}=write)['"]?(?:,?\s{0,4})$/;

interface Lacking {
  readonly scope: string;
  readonly said: LogMatch;
}

function lackingIn(input: FixerInput): Lacking | null {
  const [accepted] = matchesOf(input, ACCEPTED);
  if (accepted) return { scope: (accepted.groups[0] ?? '').replace('=write', '').replaceAll('_', '-'), said: accepted };
  for (const [pattern, scope] of REFUSED) {
    const [said] = matchesOf(input, pattern);
    if (said) return { scope, said };
  }
  const [comment] = matchesOf(input, COMMENT);
  const on = (what: string): boolean => matchesOf(input, new RegExp(`\\bgh ${what} (?:comment|review)\\b`)).length > 0;
  if (comment && on('pr') !== on('issue')) return { scope: on('pr') ? 'pull-requests' : 'issues', said: comment };
  return null;
}

/** The job that the log is of: by its id or name, matrix suffix aside; else the only one. */
function jobOf(jobs: readonly Job[], log: string): Job | null {
  const bare = log.replace(/ \(.{1,200}\)$/, '');
  const named = jobs.filter(({ id, node }) => id === bare || textOf(valueOf(node, 'name')) === bare);
  const [only, second] = named.length > 0 ? named : jobs;
  return only && !second ? only : null;
}

function editOf(path: string, yaml: YamlText, job: Job, scope: string): Edit | string {
  const root = yaml.document.contents;
  const own = valueOf(job.node, 'permissions');
  const entries = entriesOf(own);
  const [first] = entries;
  const said = entries.find(({ key }) => key === scope);
  if (said?.value?.range) return replaceAt(path, yaml.at(said.value.range[0]), textOf(said.value) ?? '', 'write');
  if (own !== null) {
    if (!first?.keyNode.range || !isMap(own) || own.flow === true)
      return 'the job’s permissions are not a list of scopes';
    const { line, column } = yaml.at(first.keyNode.range[0]);
    return insertLines(path, line, [`${' '.repeat(column - 1)}${scope}: write`]);
  }
  const common = valueOf(root, 'permissions');
  if (common !== null && entriesOf(common).length === 0 && textOf(common) !== null)
    return 'the workflow’s permissions are not a list of scopes';
  // A job that has permissions of its own has no others: those it had stay.
  const kept =
    common === null
      ? [['contents', 'read'] as const]
      : entriesOf(common).map(({ key, value }) => [key, textOf(value) ?? ''] as const);
  const lines = [...kept.filter(([key]) => key !== scope), [scope, 'write'] as const];
  const [top] = entriesOf(job.node);
  if (!top?.keyNode.range) return 'the job is not in block style';
  const { line, column } = yaml.at(top.keyNode.range[0]);
  const margin = ' '.repeat(column - 1);
  return insertLines(path, line, [
    `${margin}permissions:`,
    ...lines.map(([key, value]) => `${margin}  ${key}: ${value}`),
  ]);
}

/** A right that the log says the job’s token lacks. Always for a person to confirm: it widens what a job may do. */
export const workflowPermissions: Fixer = {
  name: 'workflow-permissions',
  phase: 'edit',
  fix: (input): FixerOutcome[] => {
    const lacking = lackingIn(input);
    if (lacking === null) return [];
    const { scope, said } = lacking;
    const covers = input.issues.filter(({ message }) =>
      /not accessible by integration|denied|ID_TOKEN|unable to access '.*The requested URL returned error: 403/i.test(
        message,
      ),
    );
    const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why }];
    const found = workflowFiles(input).flatMap((path) => {
      const yaml = yamlText(input.files.text(path) ?? '');
      const job = yaml === null ? null : jobOf(jobsOf(yaml.document.contents), said.quote.job);
      return yaml === null || job === null ? [] : [{ path, yaml, job }];
    });
    const [only, second] = found;
    if (!only || second) return no('no single job of a workflow is the one that was refused');
    const edit = editOf(only.path, only.yaml, only.job, scope);
    if (typeof edit === 'string') return no(edit);
    return [
      {
        outcome: 'patch',
        edits: [edit],
        reason: `Give the job ${only.job.id} the right ${scope}: write, which it was refused`,
        quotes: [said.quote],
        covers,
        coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
        confidence: 0.7,
        safety: 'suggestion',
      },
    ];
  },
};
