import type { LogLine } from '../log/sections';
import type { Detector, FoundIssue } from './detector';
import { fileOf, isPath, readComplaint, severityOf } from './place';

/** `At /a.ps1:5 char:5`, `At line:8 char:29`: PowerShell, its source behind plus signs, then the words. */
const POWERSHELL = /^At (?:line|(.{1,300})):(\d{1,7}) char:(\d{1,6})$/;
const POWERSHELL_ID = /^\+ FullyQualifiedErrorId : ([\w,.-]{1,120})/;
const SEVERITY_ALONE = /^(Information|Warning|Error|ParseError)$/;
/** `1.) Line 5, column 1, Rule ID: UPPERCASE_SENTENCE_START` of LanguageTool */
const LANGUAGE_TOOL = /^\d{1,6}\.\) Line (\d{1,7}), column (\d{1,6}), Rule ID: (\S{1,100})/;
const FIELD = /^\s{0,6}(Message|Path|Line|Rule) {1,8}: {1,8}(\S.{0,800})$/;
/** `fish: …` says what, the line below says where: `/a.fish (line 2): source`. */
const FISH = /^(\/\S{1,300}\.fish|Standard input) \(line (\d{1,7})\): (.{0,800})$/;

const at = (line: LogLine, last: LogLine | undefined): Pick<FoundIssue, 'firstLine' | 'lastLine'> => ({
  firstLine: line.number,
  lastLine: last?.number ?? line.number,
});

function powershell(lines: readonly LogLine[], index: number, head: RegExpExecArray): FoundIssue | null {
  const line = lines[index];
  const body = lines.slice(index + 1, index + 16);
  const words = body.find(({ text }) => text.trim() !== '' && !text.trimStart().startsWith('+'));
  if (!line || !words || POWERSHELL.test(words.text)) return null;
  const id = lines
    .slice(index + 1, index + 60)
    .map(({ text }) => POWERSHELL_ID.exec(text)?.[1])
    .find((found) => found !== undefined);
  const place = { file: fileOf(head[1]), line: Number(head[2]), column: Number(head[3]) };
  return { rule: id ?? null, ...place, message: words.text.trim(), severity: 'error', ...at(line, words) };
}

/** PSScriptAnalyzer's bare list: the line, the severity, the words and the rule, one below the other. */
function analyser(lines: readonly LogLine[], index: number): FoundIssue | null {
  const [line, severity, message, rule] = lines.slice(index, index + 4);
  if (!line || !message || !rule || !SEVERITY_ALONE.test(severity?.text.trim() ?? '')) return null;
  if (!/^PS\w{3,60}$/.test(rule.text.trim())) return null;
  const place = { file: null, line: Number(line.text.trim()), column: null };
  return {
    rule: rule.text.trim(),
    ...place,
    message: message.text.trim(),
    severity: severityOf(severity?.text),
    ...at(line, rule),
  };
}

function languageTool(lines: readonly LogLine[], index: number, head: RegExpExecArray): FoundIssue | null {
  const line = lines[index];
  const words = lines.slice(index + 1, index + 4).find(({ text }) => text.startsWith('Message: '));
  if (!line) return null;
  const message = words?.text.slice('Message: '.length) ?? head[3] ?? '';
  const place = { file: null, line: Number(head[1]), column: Number(head[2]) };
  return { rule: head[3] ?? null, ...place, message, severity: 'warning', ...at(line, words) };
}

/** `Message : …`, `Line : 28` below one another (IBM's OpenAPI validator). */
function fields(lines: readonly LogLine[], index: number, severity: FoundIssue['severity']): FoundIssue | null {
  const line = lines[index];
  const values = new Map<string, string>();
  for (const { text } of lines.slice(index, index + 6)) {
    const field = FIELD.exec(text);
    if (!field || values.has(field[1] ?? '')) break;
    values.set(field[1] ?? '', (field[2] ?? '').trim());
  }
  const shown = Number(values.get('Line'));
  if (!line || !Number.isInteger(shown)) return null;
  const message = values.get('Message') ?? '';
  return {
    rule: values.get('Rule') ?? null,
    file: null,
    line: shown,
    column: null,
    message,
    severity,
    ...at(line, line),
  };
}

/** Tools whose one complaint takes several lines in a fixed order. */
export const recordDetector: Detector = {
  name: 'records',
  tool: null,
  class: null,
  heads: [POWERSHELL, SEVERITY_ALONE, LANGUAGE_TOOL, /Message {1,8}: /, FISH],
  detect(lines) {
    const issues: FoundIssue[] = [];
    let severity: FoundIssue['severity'] = 'error';
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      let found: FoundIssue | null = null;
      if (text.startsWith('At ')) {
        const head = POWERSHELL.exec(text);
        if (head && (head[1] === undefined || isPath(head[1]))) found = powershell(lines, index, head);
      } else if (/^\d{1,7}$/.test(text)) found = analyser(lines, index);
      else if (text.includes('.) Line ')) {
        const head = LANGUAGE_TOOL.exec(text);
        if (head) found = languageTool(lines, index, head);
      } else if (/^\s{0,6}Message {1,8}: /.test(text)) found = fields(lines, index, severity);
      else if (/^(?:errors|warnings)$/.test(text)) severity = text === 'errors' ? 'error' : 'warning';
      else if (text.includes(' (line ')) {
        const head = FISH.exec(text);
        if (head) found = fish(lines, index, head);
      }
      if (found) issues.push(found);
    }
    return { issues, tests: [] };
  },
};

function fish(lines: readonly LogLine[], index: number, head: RegExpExecArray): FoundIssue | null {
  const line = lines[index];
  if (!line) return null;
  const above = lines[index - 1]?.text ?? '';
  // Older versions say what first and then quote the source; newer ones say it behind the place.
  const quoted = above !== '' && !/^\s|\^|^fish:|\(line \d/.test(above) && /[.!]$/.test(above);
  const complaint = readComplaint(quoted ? above : (head[3] ?? ''));
  const place = { file: fileOf(head[1]), line: Number(head[2]), column: null };
  return { rule: null, ...place, message: complaint.message, severity: 'error', ...at(line, line) };
}
