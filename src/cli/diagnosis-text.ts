import { styleText } from 'node:util';
import type { Diagnosis, DiagnosisIssue } from '../diagnosis/diagnosis.types';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** Issues, tests and lines shown; the rest is counted. */
const MAX_SHOWN = 10;
const MAX_LINES = 40;

/** Paints for a terminal, or leaves text as it is. */
export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text) : text);
}

function placeOf({ file, line, column }: DiagnosisIssue): string {
  if (file === null) return '';
  return [file, line, line === null ? null : column].filter((part) => part !== null).join(':');
}

function listOf<T>(title: string, items: readonly T[], show: (item: T) => string, paint: Paint): string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_SHOWN ? [paint('dim', `  … and ${items.length - MAX_SHOWN} more`)] : [];
  return ['', paint('bold', title), ...items.slice(0, MAX_SHOWN).map((item) => `  ${show(item)}`), ...more];
}

function linesOf(diagnosis: Diagnosis, paint: Paint): string[] {
  const tail = diagnosis.class === 'unknown' && diagnosis.tail ? [diagnosis.tail] : [];
  const excerpts = diagnosis.logExcerpts.length > 0 ? diagnosis.logExcerpts : tail;
  const why = new Set(diagnosis.evidence.slice(0, MAX_SHOWN).map(({ firstLine }) => firstLine));
  const rows: string[] = [];
  for (const { firstLine, text } of excerpts) {
    if (rows.length > 0) rows.push(paint('dim', '      ⋮'));
    for (const [index, line] of text.split('\n').entries()) {
      const number = firstLine + index;
      const label = paint('dim', String(number).padStart(7));
      rows.push(why.has(number) ? `${label} ${paint('red', '▌')} ${paint('bold', line)}` : `${label}   ${line}`);
    }
  }
  const more =
    rows.length > MAX_LINES ? [paint('dim', `  … ${rows.length - MAX_LINES} more lines (--json has all)`)] : [];
  return rows.length === 0 ? [] : ['', paint('bold', 'The lines'), ...rows.slice(0, MAX_LINES), ...more];
}

/** A diagnosis for a person at a terminal: what broke, where, and the lines that say so. */
export function textOf(name: string, diagnosis: Diagnosis, paint: Paint): string {
  const known = diagnosis.class !== 'unknown';
  const badge = paint(known ? ['bgRed', 'white', 'bold'] : ['bgYellow', 'black'], ` ${diagnosis.class} `);
  const sure = diagnosis.class === 'unknown' ? 'no cause found' : `${Math.round(diagnosis.confidence * 100)} % sure`;
  const step = diagnosis.failedSteps[0]?.step;
  const exit = diagnosis.exitCode === null ? '' : ` (exit code ${diagnosis.exitCode})`;
  const errors = diagnosis.issues.filter(({ severity }) => severity === 'error');
  const issue = (each: DiagnosisIssue): string => {
    const rule = each.rule === null ? '' : ` ${paint('dim', each.rule)}`;
    return `${paint('cyan', placeOf(each))} ${each.message}${rule}`.trim();
  };
  return [
    `${paint('bold', name)}  ${badge} ${paint('dim', sure)}`,
    diagnosis.summary,
    ...(step === undefined ? [] : [`${paint('dim', 'step')} ${step}${exit}`]),
    ...listOf(
      `${diagnosis.failingTests.length} failing tests`,
      diagnosis.failingTests,
      (test) => {
        const where = test.file === null ? '' : ` ${paint('cyan', test.file)}`;
        const says = test.message === null ? '' : `\n    ${paint('dim', test.message)}`;
        return `${paint('red', '✗')} ${test.name}${where}${says}`;
      },
      paint,
    ),
    ...listOf(`${errors.length} errors`, errors, issue, paint),
    ...linesOf(diagnosis, paint),
    '',
  ].join('\n');
}
