import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { severityOf } from './place';

/** What says only that something failed, or what a program prints of itself. */
const EMPTY =
  /^(?:aborting due to|could not compile|build failed|failed to execute goal .{1,300}: (?:compilation failure|there are test failures)|process completed|script returned|step |job failed|-> \[help|to see the full|re-run maven|for more information|\[help \d|after correcting|command failed|exit(?:ed)? (?:code|status|with)|test failed, to rerun|recipe for target|\d{1,6} (?:errors?|warnings?|problems?)|the command |an error occurred|errors? occurred|there (?:was|were) |no (?:errors?|warnings?)|build (?:finished|completed|step)|finished:)/i;

interface Form {
  readonly pattern: RegExp;
  readonly tool?: string;
}

/** Complaints without a place; a rule where the tool gives one. */
const FORMS: readonly Form[] = [
  // [ERROR] Failed to execute goal org.apache.maven.plugins:maven-enforcer-plugin:3.0:enforce (x) on project app: words
  {
    pattern:
      /^\[(?<severity>ERROR)\] Failed to execute goal (?:on project |(?<rule>[\w.-]{1,120}:[\w.-]{1,80}):[\w.-]{1,40}:[\w-]{1,60} )(?<message>\S.{0,800})$/,
    tool: 'maven',
  },
  // Microsoft's and others' `error CODE: words`
  { pattern: /^(?<severity>(?:fatal )?error|warning) (?<rule>[A-Z]{1,10}\d{2,6}): (?<message>\S.{0,800})$/ },
  // error: words; ERROR: words; [ERROR] words; Error - words; fatal: words
  {
    pattern:
      /^(?:\[\d{4}-\d\d-\d\d[ T][\d:.,]{8,20}Z?\] )?\[?(?<severity>ERROR|WARNING|WARN|FATAL|SEVERE|(?:[Ff]atal )?[Ee]rror|[Ff]atal|[Ww]arning|Warn)(?:\]:?|:| -)\s{1,8}(?<message>\S.{0,800})$/,
  },
];
/** Issues of this kind that one log may have: what has no place is read, not clicked through. */
const MOST = 20;

function issueOf(line: LogLine): FoundIssue | null {
  for (const { pattern, tool } of FORMS) {
    const groups = pattern.exec(line.text)?.groups;
    if (!groups) continue;
    const message = (groups.message ?? '').trim();
    if (EMPTY.test(message) || !/\p{L}{2}/u.test(message)) return null;
    return {
      ...(tool === undefined ? {} : { tool }),
      rule: groups.rule ?? null,
      file: null,
      line: null,
      column: null,
      message,
      severity: severityOf(groups.severity),
      firstLine: line.number,
      lastLine: line.number,
    };
  }
  return null;
}

/**
 * What tools say without a place. Asked only about logs in which nothing else was found: beside a finding with a place
 * such lines are its echo, alone they are all there is. Warnings count when no line is an error.
 */
export const lastResortDetector: Detector = {
  name: 'last-resort',
  tool: null,
  class: null,
  heads: FORMS.map(({ pattern }) => pattern),
  lastResort: true,
  detect(lines) {
    const all = lines.flatMap((line) => issueOf(line) ?? []);
    const errors = all.filter(({ severity }) => severity === 'error');
    return { issues: (errors.length > 0 ? errors : all).slice(0, MOST), tests: [] };
  },
};
