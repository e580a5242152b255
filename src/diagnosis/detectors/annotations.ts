import type { Detector } from './detector';
import { perLine, toNumber } from './detector';
import { fileOf, readComplaint, severityOf } from './place';

/** `::error file=a.js,line=1,col=5::message`, `::warning::message`; Azure's `##vso[task.logissue type=error;sourcepath=a.cs;linenumber=3]message` */
const COMMAND = /^\s{0,8}::(error|warning|notice)(?: ([^:]{0,1000}(?::(?!:)[^:]{0,300}){0,8}))?::(\S.{0,900})$/;
const AZURE = /^\s{0,8}##vso\[task\.logissue ([^\]]{1,600})\](\S.{0,900})$/;

function properties(text: string, delimiter: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(delimiter).flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      return at < 1 ? [] : [[pair.slice(0, at).trim().toLowerCase(), unescaped(pair.slice(at + 1).trim())]];
    }),
  );
}

/** Runners escape line breaks and marks with a percent sign. */
function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

/** Annotations that a tool printed for the runner, where the runner left them as they were. */
export const annotationDetector: Detector = {
  name: 'annotation',
  tool: null,
  class: null,
  heads: [COMMAND, AZURE],
  detect: perLine(({ text }) => {
    const trimmed = text.trimStart();
    if (!trimmed.startsWith('::') && !trimmed.startsWith('##vso[')) return null;
    const command = COMMAND.exec(text);
    const azure = command ? null : AZURE.exec(text);
    if (!command && !azure) return null;
    const fields = command ? properties(command[2] ?? '', ',') : properties(azure?.[1] ?? '', ';');
    const file = fields.get('file') ?? fields.get('sourcepath');
    if (file === undefined) return null;
    const words = unescaped(command?.[3] ?? azure?.[2] ?? '').split('\n')[0] ?? '';
    // Some tools repeat the place: `3:5 [indentation] wrong`, `a.py:1:8: F401 unused`.
    const complaint = readComplaint(words.replace(/^(?:[^\s:]{1,300}:)?\d{1,7}:\d{1,6}:? (?=\S)/, ''));
    const line = fields.get('line') ?? fields.get('linenumber');
    return {
      rule: complaint.rule ?? fields.get('code') ?? null,
      file: fileOf(file),
      line: toNumber(/^\d{1,7}$/.exec(line ?? '')?.[0]),
      column: toNumber(
        /^\d{1,6}$/.exec(fields.get('col') ?? fields.get('column') ?? fields.get('columnnumber') ?? '')?.[0],
      ),
      message: complaint.message,
      severity: severityOf(command?.[1] ?? fields.get('type')),
    };
  }),
};
