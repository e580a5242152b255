import type { DiffFile } from '../unified-diff';
import { fail, wordGate, worst } from './added-words';
import type { Gate, GateResult } from './gate.types';
import { isProse, isTest } from './kinds';
import { GIVEN_UP } from './laxer-rules';

/** Settings with a number: which way is laxer. */
const MINIMUM =
  /\b(?:branches|functions|lines|statements|fail[_-]under|min(?:imum)?[_-]?coverage|coverage[_-]?threshold|cov-fail-under|threshold|minScore|msi|minMsi|target|MINIMUM)\b["']?\s*[:=]?\s*["']?(-?\d+(?:\.\d+)?)/gi;
const MAXIMUM =
  /\b(?:max-warnings|maxWarnings|max[_-]complexity|max-line-length|line-length|max[_-]lines|budget|limit|maximumError|maximumWarning|maxSize|allowed[_-]?failures|complexity)\b["']?[\s:=,\[]*["']?(-?\d+(?:\.\d+)?)/gi;
const TIME =
  /(\b(?:timeout(?:-minutes|_minutes|Seconds|_seconds|Ms)?|testTimeout|hookTimeout|setTimeout|setDefaultTimeout|waitFor)\b)["']?\s*[:=(]?\s*["']?(\d[\d_]*)/gi;
/** The same where a number is a setting and not the product's: any kind of time. */
const SETTING_TIME = new RegExp(TIME.source.replace('timeout(?:', '\\w*timeout(?:'), TIME.flags);

/** The last argument of a test: its time. */
const LAST = /^\s*\}\s*,\s*(\d[\d_]*)\s*\)/g;
/** Codecov's tolerance: the only `threshold` that is laxer when it is larger. */
const TOLERANCE = /\bthreshold\b["']?\s*[:=]\s*["']?(-?\d+(?:\.\d+)?)/gi;
const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

function numbers(lines: DiffFile['added'], pattern: RegExp): Map<string, number> {
  const found = new Map<string, number>();
  for (const { text } of lines)
    for (const match of text.slice(0, 2000).matchAll(pattern)) {
      const value = match.at(-1) ?? '';
      const key = match[0]
        .replace(value, '')
        .replaceAll(/[\s"'[]/g, '')
        .toLowerCase();
      const unit = /^\s?([kmg])i?b\b/i.exec(text.slice(match.index + match[0].length))?.[1]?.toLowerCase();
      found.set(key, Number(value.replaceAll('_', '')) * (UNITS[unit ?? ''] ?? 1));
    }
  return found;
}

function moved(file: DiffFile, pattern: RegExp, laxer: (before: number, after: number) => boolean): string | null {
  const before = numbers(file.removed, pattern);
  for (const [key, after] of numbers(file.added, pattern)) {
    const old = before.get(key);
    if (old !== undefined && laxer(old, after)) return `${key} from ${old} to ${after}`;
  }
  return null;
}

/** A time set in a test that set none. */
function fresh(file: DiffFile): string | null {
  const before = numbers(file.removed, TIME);
  const [key, value] = [...numbers(file.added, TIME)].find(([name]) => !before.has(name)) ?? [];
  return key === undefined ? null : `${key} from the usual to ${value ?? ''}`;
}

function ofFile(file: DiffFile): GateResult[] {
  if (isProse(file.path)) return [];
  const codecov = /(?:^|\/)\.?codecov\.ya?ml$/.test(file.path);
  const least = codecov ? new RegExp(MINIMUM.source.replace('|threshold', ''), 'gi') : MINIMUM;
  const lowered = moved(file, least, (before, after) => after < before);
  const raised = moved(file, codecov ? TOLERANCE : MAXIMUM, (before, after) => after > before || after < 0);
  const settings = /\.(?:json|ya?ml|toml|cfg|ini|coveragerc|nycrc)$|config\.[cm]?[jt]s$|rc\.[cm]?js$/.test(file.path);
  const longer =
    moved(file, settings || isTest(file.path) ? SETTING_TIME : TIME, (before, after) => after !== before) ??
    (isTest(file.path) ? (moved(file, LAST, (before, after) => after !== before) ?? fresh(file)) : null);
  const gone = [...numbers(file.removed, MINIMUM).keys()].filter((key) => !numbers(file.added, MINIMUM).has(key));
  return [
    ...(lowered === null ? [] : [fail('thresholds', 'refuse', `${file.path} lowers ${lowered}`)]),
    ...(raised === null ? [] : [fail('thresholds', 'refuse', `${file.path} raises ${raised}`)]),
    ...(longer === null ? [] : [fail('thresholds', 'human', `${file.path} changes ${longer}`)]),
    ...(settings && gone.length > 0 ? [fail('thresholds', 'refuse', `${file.path} drops ${gone[0] ?? ''}`)] : []),
  ];
}

const givenUp = wordGate('thresholds', GIVEN_UP, '');

/** What a project demands of itself stays: coverage, warnings, complexity, time. */
export const thresholds: Gate = {
  name: 'thresholds',
  check: (input) => {
    const dropped = givenUp.check(input);
    const found = input.files.flatMap(ofFile);
    return worst('thresholds', dropped.passed ? found : [...found, dropped], 'no threshold is laxer');
  },
};
