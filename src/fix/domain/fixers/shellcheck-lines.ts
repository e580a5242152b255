import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Edit, Fixer, FixerInput, FixerOutcome, LogTextLine } from '../fix.types';
import { lineOf, replaceAt } from '../kit';
import type { CuredLine, ShellFinding } from '../shell/cures';
import { curedLine, MAY_CHANGE } from '../shell/cures';

interface Block {
  readonly file: string;
  readonly line: number;
  /** The line as shellcheck shows it; null where it shows none. */
  readonly source: string | null;
  readonly findings: readonly ShellFinding[];
  readonly meant: string | null;
  readonly at: LogTextLine;
}

/** Rules whose "Did you mean" keeps what the script does, and those where it does on all sane values. */
const KEEPS = new Set(['SC2006', 'SC2004', 'SC2007', 'SC2164', 'SC2103', 'SC2162', 'SC2196', 'SC2197', 'SC2219']);
const QUOTES = new Set(['SC2068', 'SC2086', 'SC2046', 'SC2248', 'SC2250']);
/** `a.sh:2:11: warning: … [SC3014]` */
const GCC = /^(\S[^:]{0,300}):(\d+):(\d+): (?:error|warning|note|style|info): .+ \[(SC\d{4})\]$/;

function shownBlocks(lines: readonly LogTextLine[]): Block[] {
  const found: Block[] = [];
  for (const [index, at] of lines.entries()) {
    const [, file, line] = /^In (\S.*) line (\d+):$/.exec(at.text) ?? [];
    if (file === undefined) continue;
    const rest = lines.slice(index + 1, index + 40).map(({ text }) => text);
    const end = rest.findIndex((text) => /^(?:In \S.* line \d+:|For more information:)/.test(text));
    const own = rest.slice(0, end < 0 ? undefined : end);
    const meant = own.findIndex((text) => /^Did you mean:\s*$/.test(text));
    const findings = own.flatMap((text): ShellFinding[] => {
      const [, code] = /\b(SC\d{4})\b/.exec(text) ?? [];
      return code === undefined ? [] : [{ code, column: text.indexOf('^') + 1 }];
    });
    found.push({
      file,
      line: Number(line),
      source: own[0] ?? '',
      findings,
      meant: meant < 0 ? null : (own[meant + 1] ?? null),
      at,
    });
  }
  return found;
}

function gccBlocks(lines: readonly LogTextLine[]): Block[] {
  const found = new Map<string, Block>();
  for (const at of lines) {
    const [, file, line, column, code] = GCC.exec(at.text) ?? [];
    if (file === undefined || code === undefined) continue;
    const key = `${file}:${line ?? ''}`;
    const findings = [...(found.get(key)?.findings ?? []), { code, column: Number(column) }];
    found.set(key, { file, line: Number(line), source: null, meant: null, at, ...found.get(key), findings });
  }
  return [...found.values()];
}

/** The line as shellcheck would have it; null when not all of its findings are cured by that. */
function suggested({ findings, meant, source }: Block): string | null {
  const codes = findings.map(({ code }) => code);
  const plain = codes.filter((code) => code !== 'SC2162');
  const base = plain.length === 0 ? source : meant;
  if (base === null || plain.some((code) => !KEEPS.has(code) && !QUOTES.has(code))) return null;
  // Rules that have no suggestion of their own are not in the line it prints.
  if (plain.some((code) => code === 'SC2004' || code === 'SC2046' || code === 'SC2068')) return null;
  if (plain.length === codes.length) return base;
  const reads = [...base.matchAll(/(?<=^|[\s;(|&])read(?= )/g)];
  return reads.length === 1 && !/\bread -\w*r/.test(base) ? base.replace(/(?<=^|[\s;(|&])read(?= )/, 'read -r') : null;
}

function cured(block: Block, text: string): CuredLine | null {
  const own = lineOf(text, block.line);
  if (own === null || block.findings.length === 0) return null;
  if (block.source !== null && own.trimEnd() !== block.source.trimEnd()) return null;
  const line = suggested(block);
  if (line !== null) return { lines: [line], above: false };
  // Columns are counted with tabs as eight: only blanks are sure to be where they are shown.
  if (own.includes('\t')) return null;
  return curedLine(own, lineOf(text, block.line - 1) ?? undefined, block.findings);
}

function editOf(path: string, text: string, { line }: Block, { lines, above }: CuredLine): Edit | null {
  const fresh = lines.join('\n');
  if (/\*\*\*|\[redacted/.test(fresh)) return null;
  const first = above ? line - 1 : line;
  const old = text
    .split('\n')
    .slice(first - 1, line)
    .join('\n');
  return replaceAt(path, { line: first, column: 1 }, old, fresh);
}

/** Lines shellcheck finds fault with, as it prints them or as its rule has them. All of a log's findings, or none. */
export const shellcheckLines: Fixer = {
  name: 'shellcheck-lines',
  phase: 'edit',
  fix(input: FixerInput): readonly FixerOutcome[] {
    const outcomes: FixerOutcome[] = [];
    for (const { job, lines } of input.logs)
      for (const block of [...shownBlocks(lines), ...gccBlocks(lines)]) {
        const path = input.pathOf(block.file);
        const text = path === null ? null : input.files.text(path);
        if (path === null || text === null) continue;
        const covers: DiagnosisIssue[] = input.diagnosis.issues.filter(
          ({ tool, file, line }) =>
            tool === 'shellcheck' && line === block.line && file !== null && input.pathOf(file) === path,
        );
        const codes = [...new Set(block.findings.map(({ code }) => code))];
        const fresh = cured(block, text);
        const edit = fresh === null ? null : editOf(path, text, block, fresh);
        if (edit === null) {
          outcomes.push({
            outcome: 'declined',
            covers,
            why: `${path}:${block.line} ${codes.join(', ')} has no whole suggestion`,
          });
          continue;
        }
        const careful = codes.some((code) => QUOTES.has(code) || MAY_CHANGE.has(code));
        outcomes.push({
          outcome: 'patch',
          edits: [edit],
          reason: `Write ${path}:${block.line} as shellcheck suggests (${codes.join(', ')})`,
          quotes: [{ job, line: block.at.number, text: block.at.text }],
          covers,
          confidence: careful ? 0.75 : 0.9,
          safety: careful ? 'suggestion' : 'safe',
        });
      }
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : outcomes;
  },
};
