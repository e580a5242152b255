import type { Workspace } from '@astral-sh/ruff-wasm-nodejs';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { findingsOf, ruffFor, withRuffFixes } from './ruff';

/** Checkers' rules that ruff has too and mends by itself, as `[the checker's, ruff's]`. */
const SAME: readonly (readonly [string, string])[] = [
  ['E731', 'E731'],
  ['F811', 'F811'],
  // Pylint's.
  ['R0205', 'UP004'],
  ['R1725', 'UP008'],
  ['W0107', 'PIE790'],
  ['W2301', 'PIE790'],
  ['R1705', 'RET505'],
  ['R1720', 'RET506'],
  ['R1724', 'RET507'],
  ['R1723', 'RET508'],
  ['R1711', 'PLR1711'],
  ['R1714', 'PLR1714'],
  ['R1734', 'C408'],
  ['R1735', 'C408'],
  ['R1721', 'C416'],
  ['C0201', 'SIM118'],
  ['R1703', 'SIM103'],
  ['R1719', 'SIM210'],
  ['C0117', 'SIM208'],
  ['C1802', 'PLC1802'],
  ['C1801', 'PLC1802'],
  ['C0209', 'UP032'],
  ['R0402', 'PLR0402'],
  ['C0414', 'PLC0414'],
  ['W0404', 'F811'],
  ['R1736', 'PLR1736'],
  ['R5501', 'PLR5501'],
  ['R1722', 'PLR1722'],
  ['R1730', 'PLR1730'],
  ['R1731', 'PLR1730'],
  ['W0120', 'PLW0120'],
  ['W0108', 'PLW0108'],
  ['W0127', 'PLW0127'],
];
/** Plugins of flake8 whose rules ruff took over under their names, those alone whose fix keeps what the program does. */
const PLUGINS =
  /^(?:C40[0-9]|C41[01369]|PIE790|PIE804|PIE810|RET50[15678]|SIM1(?:0[23]|1[0478])|SIM2(?:0[128]|1[012])|SIM300|UP\d{3}|Q00[0-4]|COM81[29]|B009|B010|I001|D20[0-4]|D20[789]|D210|D41[123]|PT00[136]|ISC001)$/;

const RUFFS = new Map(SAME);

/** Ruff's name of a checker's rule that it mends; null for others. */
export function ruffRuleOf(rule: string): string | null {
  return RUFFS.get(rule) ?? ONCE.get(rule) ?? (PLUGINS.test(rule) ? rule : null);
}

/** Rules of which another checker tells more or less often than ruff: once is enough. */
const ONCE = new Map([
  ['C0411', 'I001'],
  ['C0412', 'I001'],
]);
/** What ruff's own fix of these may leave behind for pycodestyle: blank lines around a new `def`. */
const BLANK_LINES = ['E301', 'E302', 'E303', 'E305', 'E306'];

/** Passes over a text: fixes that overlap wait for the next. */
const MAX_PASSES = 10;

/** How many findings each of ruff's rules has to have. */
function wantedOf(issues: readonly DiagnosisIssue[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { rule } of issues) {
    const code = ruffRuleOf(rule ?? '');
    if (code !== null) wanted.set(code, (wanted.get(code) ?? 0) + 1);
  }
  return wanted;
}

/**
 * Makes ruff's fixes for what another checker found. `original` is the text that checker saw: ruff has to find there as
 * much of each rule as the checker told, else the two do not mean the same. Null when they do not, or something stays.
 */
export async function withRuffRules(
  original: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): Promise<string | null> {
  const wanted = wantedOf(issues);
  // What else the repository set for ruff does not matter to another checker.
  const ruff = await ruffFor({}, [...wanted.keys()]);
  const found = ruff === null ? null : findingsOf(ruff, original);
  if (ruff === null || found === null) return null;
  const once = new Set(issues.flatMap(({ rule }) => ONCE.get(rule ?? '') ?? []));
  for (const [code, count] of wanted) {
    const here = found.filter((each) => each.code === code).length;
    if (once.has(code) ? here === 0 : here !== count) return null;
  }
  const done = mended(ruff, text);
  if (done === null || !wanted.has('E731')) return done;
  const blanks = await ruffFor({}, BLANK_LINES, true);
  return blanks && mended(blanks, done);
}

/** Makes fixes until nothing is found; null where something stays. */
function mended(ruff: Workspace, text: string): string | null {
  let after = text;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const left = findingsOf(ruff, after);
    if (left === null) return null;
    if (left.length === 0) return after;
    const next = withRuffFixes(after, left);
    if (next === after) return null;
    after = next;
  }
  return null;
}
