import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, LogTextLine } from '../fix.types';
import { lineOf, replaceLine } from '../kit';

interface Block {
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly codes: readonly string[];
  readonly meant: string | null;
  readonly at: LogTextLine;
}

/** Rules whose "Did you mean" keeps what the script does, and those where it does on all sane values. */
const KEEPS = new Set(['SC2006', 'SC2004', 'SC2007', 'SC2164', 'SC2103', 'SC2162', 'SC2196', 'SC2197', 'SC2219']);
const QUOTES = new Set(['SC2068', 'SC2086', 'SC2046', 'SC2248', 'SC2250']);

function blocksOf(lines: readonly LogTextLine[]): Block[] {
  const found: Block[] = [];
  for (const [index, at] of lines.entries()) {
    const [, file, line] = /^In (\S.*) line (\d+):$/.exec(at.text) ?? [];
    if (file === undefined) continue;
    const rest = lines.slice(index + 1, index + 40).map(({ text }) => text);
    const end = rest.findIndex((text) => /^(?:In \S.* line \d+:|For more information:)/.test(text));
    const own = rest.slice(0, end < 0 ? undefined : end);
    const meant = own.findIndex((text) => /^Did you mean:\s*$/.test(text));
    const codes = own.flatMap((text) => /\b(SC\d{4})\b/.exec(text)?.[1] ?? []);
    found.push({
      file,
      line: Number(line),
      source: own[0] ?? '',
      codes,
      meant: meant < 0 ? null : (own[meant + 1] ?? null),
      at,
    });
  }
  return found;
}

/** `$@` as it should be quoted: shellcheck has no words for it. Null where it does not stand alone once. */
function quotedArguments(source: string): string | null {
  const found = [...source.matchAll(/(?<=[\s=(])\$(?:@|\{@\})(?=[\s;)]|$)/g)];
  const [only] = found;
  // Within quotes it would be another finding.
  if (!only || found.length > 1 || source.slice(0, only.index).split('"').length % 2 === 0) return null;
  return `${source.slice(0, only.index)}"${only[0]}"${source.slice(only.index + only[0].length)}`;
}

/** The line as shellcheck would have it; null when not all of its findings are cured by that. */
function cured({ codes, meant, source }: Block): string | null {
  if (codes.every((code) => code === 'SC2068') && meant === null) return quotedArguments(source);
  const plain = codes.filter((code) => code !== 'SC2162');
  const base = plain.length === 0 ? source : meant;
  if (base === null || plain.some((code) => !KEEPS.has(code) && !QUOTES.has(code))) return null;
  if (plain.length === codes.length) return base;
  const reads = [...base.matchAll(/(?<=^|[\s;(|&])read(?= )/g)];
  return reads.length === 1 && !/\bread -\w*r/.test(base) ? base.replace(/(?<=^|[\s;(|&])read(?= )/, 'read -r') : null;
}

/** Lines shellcheck prints as it would have them. All of a log's findings, or none. */
export const shellcheckLines: Fixer = {
  name: 'shellcheck-lines',
  phase: 'edit',
  fix(input: FixerInput): readonly FixerOutcome[] {
    const outcomes: FixerOutcome[] = [];
    for (const { job, lines } of input.logs)
      for (const block of blocksOf(lines)) {
        const path = input.pathOf(block.file);
        const text = path === null ? null : input.files.text(path);
        if (path === null || text === null) continue;
        const covers: DiagnosisIssue[] = input.diagnosis.issues.filter(
          ({ tool, file, line }) =>
            tool === 'shellcheck' && line === block.line && file !== null && input.pathOf(file) === path,
        );
        const fresh = lineOf(text, block.line)?.trimEnd() === block.source.trimEnd() ? cured(block) : null;
        const edit =
          fresh === null || /\*\*\*|\[redacted/.test(fresh) ? null : replaceLine(path, text, block.line, fresh);
        if (edit === null) {
          outcomes.push({
            outcome: 'declined',
            covers,
            why: `${path}:${block.line} ${block.codes.join(', ')} has no whole suggestion`,
          });
          continue;
        }
        outcomes.push({
          outcome: 'patch',
          edits: [edit],
          reason: `Write ${path}:${block.line} as shellcheck suggests (${[...new Set(block.codes)].join(', ')})`,
          quotes: [{ job, line: block.at.number, text: block.at.text }],
          covers,
          confidence: block.codes.some((code) => QUOTES.has(code)) ? 0.75 : 0.9,
          safety: block.codes.some((code) => QUOTES.has(code)) ? 'suggestion' : 'safe',
        });
      }
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : outcomes;
  },
};
