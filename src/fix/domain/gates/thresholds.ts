import type { DiffFile } from '../unified-diff';
import { fail, worst } from './added-words';
import type { Gate, GateResult } from './gate.types';
import { isProse } from './kinds';

/** Settings with a number: which way is laxer. */
const MINIMUM =
  /\b(?:branches|functions|lines|statements|fail[_-]under|min(?:imum)?[_-]?coverage|coverage[_-]?threshold|cov-fail-under|threshold|minScore|msi|minMsi|target|MINIMUM)\b["']?\s*[:=]?\s*["']?(-?\d+(?:\.\d+)?)/gi;
const MAXIMUM =
  /\b(?:max-warnings|maxWarnings|max[_-]complexity|max-line-length|line-length|max[_-]lines|budget|maximumError|maximumWarning|maxSize|allowed[_-]?failures|complexity)\b["']?[\s:=,\[]*["']?(-?\d+(?:\.\d+)?)/gi;
const TIME =
  /(\b(?:timeout(?:-minutes|_minutes|Seconds|_seconds|Ms)?|testTimeout|hookTimeout|setTimeout|setDefaultTimeout|waitFor)\b)["']?\s*[:=(]?\s*["']?(\d[\d_]*)/gi;

function numbers(lines: DiffFile['added'], pattern: RegExp): Map<string, number> {
  const found = new Map<string, number>();
  for (const { text } of lines)
    for (const match of text.slice(0, 2000).matchAll(pattern)) {
      const value = match.at(-1) ?? '';
      const key = match[0]
        .slice(0, match[0].length - value.length)
        .replaceAll(/[\s"'[]/g, '')
        .toLowerCase();
      found.set(key, Number(value.replaceAll('_', '')));
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

function ofFile(file: DiffFile): GateResult[] {
  if (isProse(file.path)) return [];
  const lowered = moved(file, MINIMUM, (before, after) => after < before);
  const raised = moved(file, MAXIMUM, (before, after) => after > before || after < 0);
  const longer = moved(file, TIME, (before, after) => after !== before);
  const gone = [...numbers(file.removed, MINIMUM).keys()].filter((key) => !numbers(file.added, MINIMUM).has(key));
  const settings = /\.(?:json|ya?ml|toml|cfg|ini|coveragerc|nycrc)$|config\.[cm]?[jt]s$|rc\.[cm]?js$/.test(file.path);
  return [
    ...(lowered === null ? [] : [fail('thresholds', 'refuse', `${file.path} lowers ${lowered}`)]),
    ...(raised === null ? [] : [fail('thresholds', 'refuse', `${file.path} raises ${raised}`)]),
    ...(longer === null ? [] : [fail('thresholds', 'human', `${file.path} changes ${longer}`)]),
    ...(settings && gone.length > 0 ? [fail('thresholds', 'refuse', `${file.path} drops ${gone[0] ?? ''}`)] : []),
  ];
}

/** What a project demands of itself stays: coverage, warnings, complexity, time. */
export const thresholds: Gate = {
  name: 'thresholds',
  check: ({ files }) => worst('thresholds', files.flatMap(ofFile), 'no threshold is laxer'),
};
