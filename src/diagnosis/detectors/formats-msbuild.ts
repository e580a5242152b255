import path from 'node:path';
import type { Detector, FoundIssue } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const FILE = String.raw`(?<file>(?:[A-Za-z]:(?=[\\/]))?[^:\n"]{1,300}?)`;
const CODE = String.raw`(?<rule>[A-Za-z]{1,12}\d{1,6})`;
const NUMBER = String.raw`(?<rule>[A-Za-z]{0,6}\d{1,6})`;
/** MSBuild puts the project that was being built behind the message. */
const PROJECT = String.raw`(?: \[(?:[^\][]{1,400}\.\w{2,8}proj)(?:::[^\][]{1,100})?\])?`;

/** MSBuild's own form and those of cl, link, csc, vbc, FxCop and Delphi. */
const FORMATS: readonly LineFormat[] = [
  // …targets : warning : C:\a.pas(469) Warning: W1000 message
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}(?:[A-Za-z]:)?[^:\n]{1,300} : (?:warning|error|hint) : ${FILE}\((?<line>\d{1,7})\) (?<severity>Warning|Error|Hint|Fatal): ${CODE} (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
  // a.cs(12): warning : CA1801 : Microsoft.Usage : message; a.cs(3,5): warning CA1801: Microsoft.Usage : message
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}(?:${FILE}\((?<line>\d{1,7})(?:,(?<column>\d{1,6}))?\)|(?:MSBUILD|[A-Za-z]:[^:(\n]{1,300}))\s?:\s(?<severity>warning|error)\s?:? ${CODE}\s?: (?:Microsoft\.\w{3,60}) : (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
  // a.cs(3,5): error CS1002: message [a.csproj]; a.cpp(3): fatal error C1083: message; a.pas(3): Hint warning H2164: message
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}${FILE}\((?<line>\d{1,7})(?:,(?<column>\d{1,6}))?(?:[,-]\d{1,7}){0,3}\)\s?:\s{1,2}(?<severity>(?:hint |fatal |command line )?(?:error|warning|info|message|hint))\s{1,2}(?<rule>[A-Za-z]{1,12}\d{1,6}|#\d{1,6})?\s?: (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
  // a.pas(205) hint: H2219 message
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}${FILE}\((?<line>\d{1,7})\)\s{1,2}(?<severity>Hint|Warning|Error|Fatal): ${CODE} (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
  // foo.obj : error LNK2019: message; CSC : error CS0006: message; Package.package : warning SPT6: message; LINK : warning LNK4217: …
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}(?:(?:LINK|CSC|VBC|cl|MSBUILD|LC|ALINK|MIDL|ILC|CVTRES|SGEN|EXEC|NMAKE|RC)|${FILE}) ?: (?<severity>(?:fatal |command line )?(?:error|warning)) ${CODE}\s?: (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
  // tool: error 002: message; NMAKE.EXE : fatal error U1077: message: MSBuild's canonical form of any program
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}[\w.+-]{1,40} ?: (?<severity>(?:fatal )?(?:error|warning)) ${NUMBER}\s?: (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
  // C:\a.targets : error : message
  {
    pattern: new RegExp(
      String.raw`^\s{0,8}(?:(?:EXEC|MSBUILD|LINK|NMAKE)|${FILE}) : (?<severity>error|warning) ?: (?<message>\S.{0,900}?)${PROJECT}$`,
      'i',
    ),
    plain: true,
  },
];

const base = lineDetector(
  { name: 'msbuild', tool: 'msbuild', class: 'build' },
  FORMATS,
  /(?:error|warning|hint|fatal)\b|: (?:info|message) /i,
);

/** What the linker says of an import names the object file inside its words. */
const IMPORTED = /is imported by '([^']{1,200})'/;

const PROJECT_PATH = / \[((?:[A-Za-z]:)?[^\][]{1,400}\.\w{2,8}proj)(?:::[^\][]{1,100})?\]$/;

/** MSBuild prints a file as its project names it, from the project's folder on. */
function inProject(file: string | null, project: string | undefined): string | null {
  if (file === null || project === undefined || /^(?:[\\/]|[A-Za-z]:)/.test(file)) return file;
  return path.posix.join(path.posix.dirname(project.replaceAll('\\', '/')), file.replaceAll('\\', '/'));
}

export const msbuildDetector: Detector = {
  ...base,
  detect(lines) {
    const texts = new Map(lines.map(({ number, text }) => [number, text]));
    const issues = base.detect(lines).issues.map((issue): FoundIssue => {
      const project = PROJECT_PATH.exec(texts.get(issue.firstLine) ?? '')?.[1];
      const file = inProject(issue.file, project) ?? IMPORTED.exec(issue.message)?.[1] ?? null;
      return file === issue.file ? issue : { ...issue, file };
    });
    return { issues, tests: [] };
  },
};
