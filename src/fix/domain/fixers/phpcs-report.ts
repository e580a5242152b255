import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome, LogTextLine } from '../fix.types';
import { rewrite } from '../kit';
import { PHP_CURES, UNMARKED, WHOLE_LINE } from '../php/cures';

interface Row {
  readonly line: number;
  readonly message: string;
  readonly fixable: boolean;
  readonly at: LogTextLine;
}
interface Report {
  readonly path: string;
  readonly job: string;
  readonly rows: readonly Row[];
}

/** The reports of a log, messages put together again where they were wrapped. */
function reportsOf(input: FixerInput): Report[] {
  const reports: { path: string; job: string; rows: Row[] }[] = [];
  for (const { job, lines } of input.logs) {
    let open: { path: string; job: string; rows: Row[] } | null = null;
    for (const at of lines) {
      const [, file] = /^FILE: (\S.*)$/.exec(at.text) ?? [];
      if (file !== undefined) {
        const path = input.pathOf(file.trim());
        open = path === null ? null : { path, job, rows: [] };
        if (open) reports.push(open);
        continue;
      }
      const [, line, mark, message] = /^\s*(\d+) \| (?:ERROR|WARNING)\s*\| (?:\[([x ])\] )?(.+)$/.exec(at.text) ?? [];
      if (line !== undefined && message !== undefined)
        open?.rows.push({ line: Number(line), message: message.trim(), fixable: mark === 'x', at });
      const [, more] = /^\s*\|\s+\|\s+(\S.*)$/.exec(at.text) ?? [];
      const last = open?.rows.at(-1);
      if (more !== undefined && last && open)
        open.rows[open.rows.length - 1] = { ...last, message: `${last.message} ${more.trim()}` };
      if (/^PHPCBF CAN FIX|^Time:/.test(at.text)) open = null;
    }
  }
  return reports;
}

const END = /^(?:Expected 1 (?:newline|blank line) at end of file; \d+ found|File must end with a newline character)$/;

/** `else` on the line below its block's end. */
const JOINED = /^Expected 1 space after closing brace; newline found$/;

function curedText(text: string, rows: readonly Row[]): string | Row {
  const lines: (string | null)[] = text.split('\n');
  let end = false;
  for (const row of [...rows].sort((a, b) => Number(WHOLE_LINE.test(a.message)) - Number(WHOLE_LINE.test(b.message)))) {
    if (END.test(row.message)) {
      end = true;
      continue;
    }
    if (JOINED.test(row.message)) {
      const [own, next] = [lines[row.line - 1], lines[row.line]];
      if (
        typeof own !== 'string' ||
        typeof next !== 'string' ||
        !/\}\s*$/.test(own) ||
        !/^\s*(?:else|elseif|catch|finally|while)\b/.test(next)
      )
        return row;
      lines[row.line - 1] = null;
      lines[row.line] = `${own.trimEnd()} ${next.trim()}`;
      continue;
    }
    const known = PHP_CURES.flatMap(([pattern, cure]) => {
      const words = pattern.exec(row.message);
      return words ? [{ cure, words }] : [];
    })[0];
    const old = lines[row.line - 1];
    const may = row.fixable || UNMARKED.test(row.message);
    const fresh =
      !may || known === undefined || old === undefined || old === null
        ? null
        : known.cure(old, known.words, lines[row.line] ?? '');
    if (fresh === null || fresh === old) return row;
    lines[row.line - 1] = fresh;
  }
  const joined = lines.flatMap((line) => line ?? []).join('\n');
  return end ? `${joined.trimEnd()}\n` : joined;
}

/** PHP_CodeSniffer's report: what phpcbf would do, where the message says all of it. All findings or none. */
export const phpcsReport: Fixer = {
  name: 'phpcs-report',
  phase: 'edit',
  fix(input) {
    const outcomes = reportsOf(input).flatMap(({ path, job, rows }): FixerOutcome[] => {
      const text = input.files.text(path);
      if (text === null || rows.length === 0) return [];
      const covers: DiagnosisIssue[] = input.diagnosis.issues.filter(
        ({ file, line }) => file !== null && input.pathOf(file) === path && rows.some((row) => row.line === line),
      );
      const cured = curedText(text, rows);
      if (typeof cured !== 'string')
        return [
          {
            outcome: 'declined',
            covers,
            why: `${path}:${cured.line} ${cured.message} is left to phpcbf`,
            command: 'phpcbf',
          },
        ];
      return [
        {
          outcome: 'patch',
          edits: rewrite(path, text, cured),
          reason: `Write ${path} as phpcbf would`,
          quotes: rows.map(({ at }) => ({ job, line: at.number, text: at.text.trim() })),
          covers,
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    });
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : outcomes;
  },
};
