import type { DiffFile } from '../unified-diff';
import type { Gate, GateInput, GateResult, GateSeverity } from './gate.types';
import { isProse } from './kinds';

/** Words no honest cure adds. */
export interface WordRule {
  readonly pattern: RegExp;
  readonly severity: GateSeverity;
  /** What the words do: `silences the type checker`. */
  readonly says: string;
  /** Files it holds for; all but prose when left out. */
  readonly where?: (path: string) => boolean;
  /**
   * What of a change is read: lines `added` (the usual), lines `gone` (words that are no longer there: a demand given up),
   * or added lines that stand together as one text (`block`), for what takes more than a line.
   */
  readonly reads?: 'added' | 'gone' | 'block';
  /** Holds only where the file's change also satisfies this. */
  readonly when?: (file: DiffFile) => boolean;
}

export const pass = (gate: string, reason: string): GateResult => ({ gate, passed: true, severity: null, reason });
export const fail = (gate: string, severity: GateSeverity, reason: string): GateResult => ({
  gate,
  passed: false,
  severity,
  reason,
});

/** Words without what formatting and quoting change. */
const bare = (words: string): string => words.replaceAll(/["'`]/g, '').replaceAll(/\s+/g, ' ');

/** How often a pattern's words stand in lines, by the words. */
function counted(lines: DiffFile['added'], pattern: RegExp): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of lines)
    for (const [words] of text
      .slice(0, 2000)
      .matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`)))
      counts.set(bare(words), (counts.get(bare(words)) ?? 0) + 1);
  return counts;
}

/** What a file's change adds more of than it removes: moved and re-indented lines are no news. */
export function newWords(file: DiffFile, pattern: RegExp): string | null {
  const removed = counted(file.removed, pattern);
  for (const [words, count] of counted(file.added, pattern)) if (count > (removed.get(words) ?? 0)) return words;
  return null;
}

/** Lines that stand together, each such stretch as one line of its own. */
function blocks(lines: DiffFile['added']): DiffFile['added'] {
  const found: { number: number; text: string }[] = [];
  let end = -1;
  for (const { number, text } of lines) {
    const last = found.at(-1);
    if (last && number === end + 1) last.text += `\n${text}`;
    else found.push({ number, text });
    end = number;
  }
  return found;
}

/** The part of a change that a rule reads, as if it were added. */
function read(file: DiffFile, reads: WordRule['reads']): DiffFile {
  if (reads === 'gone') return { ...file, added: file.removed, removed: file.added };
  return reads === 'block' ? { ...file, added: blocks(file.added), removed: blocks(file.removed) } : file;
}

/** The worst of some failures; passes when there are none. */
export function worst(gate: string, failures: readonly GateResult[], otherwise: string): GateResult {
  return failures.find(({ severity }) => severity === 'refuse') ?? failures[0] ?? pass(gate, otherwise);
}

/** A gate that holds against lists of words in added lines. */
export function wordGate(name: string, rules: readonly WordRule[], otherwise: string): Gate {
  return {
    name,
    check: ({ files }: GateInput): GateResult => {
      const failures = files.flatMap((file) =>
        rules
          .filter(({ where }) => (where ? where(file.path) : !isProse(file.path)))
          .filter(({ when }) => when?.(file) !== false)
          .flatMap(({ pattern, severity, says, reads }) => {
            const words = newWords(read(file, reads), pattern);
            return words === null ? [] : [fail(name, severity, `${file.path} ${says}: ${words.trim().slice(0, 80)}`)];
          }),
      );
      return worst(name, failures, otherwise);
    },
  };
}
