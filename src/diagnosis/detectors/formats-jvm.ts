import type { Detector } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

const DRIVE = String.raw`(?:[A-Za-z]:(?=[\\/]))?`;

/** kotlinc, alone and in Gradle and Maven. */
const KOTLIN: readonly LineFormat[] = [
  {
    pattern: new RegExp(
      String.raw`^(?<severity>[ew]): (?<file>(?:file:\/\/)?${DRIVE}[^:\n]{1,300}\.kts?):(?: \((?<line>\d{1,7}), (?<column>\d{1,6})\):)? (?<message>\S.{0,900})$`,
    ),
    plain: true,
  },
  {
    pattern: new RegExp(
      String.raw`^(?<severity>[ew]): (?<file>(?:file:\/\/)?${DRIVE}[^:\n]{1,300}\.kts?):(?<line>\d{1,7}):(?<column>\d{1,6}):? (?<message>\S.{0,900})$`,
    ),
    plain: true,
  },
];

export const kotlinDetector: Detector = lineDetector(
  { name: 'kotlin', tool: 'kotlinc', class: 'build' },
  KOTLIN,
  /^[ew]: /,
);

/** Checkstyle in Maven: [ERROR] src/A.java:[12,5] (javadoc) JavadocMethod: message */
const CHECKSTYLE: LineFormat = {
  has: ':[',
  pattern: new RegExp(
    String.raw`^\s{0,4}\[(?<severity>ERROR|WARNING|WARN|INFO)\]\s{1,4}(?<file>${DRIVE}[^\n]{1,300}?):\[(?<line>\d{1,7})(?:,(?<column>\d{1,6}))?\] \([a-z]{2,20}\) (?<rule>[A-Z]\w{2,60}): (?<message>\S.{0,900})$`,
  ),
  plain: true,
};

export const checkstyleDetector: Detector = lineDetector(
  { name: 'checkstyle', tool: 'checkstyle', class: 'lint' },
  [CHECKSTYLE],
  /\] \([a-z]{2,20}\) [A-Z]\w{2,60}: /,
);

/** javac in its own words and in Maven's, Error Prone, Checkstyle, AspectJ, Scala's tools. */
const JAVA: readonly LineFormat[] = [
  {
    has: ':[',
    pattern: new RegExp(
      String.raw`^\s{0,4}\[(?<severity>ERROR|WARNING|WARN|INFO)\]\s{1,4}(?<file>${DRIVE}[^\n]{1,300}?):\[(?<line>\d{1,7})(?:,(?<column>\d{1,6}))?\] (?:\[(?<rule>[\w.-]{1,80})\] )?(?<message>\S.{0,900})$`,
    ),
  },
  // Checkstyle: [ERROR] /A.java:3:5: message [Rule]; [WARN] /A.java:3: message. [Rule]
  {
    pattern: new RegExp(
      String.raw`^\s{0,4}\[(?:ant:checkstyle\] \[)?(?<severity>ERROR|WARNING|WARN|INFO)\]\s{1,4}(?<file>${DRIVE}[^:\n]{1,300}\.\w{1,10}):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?: (?<message>\S.{0,800}?)(?: \[(?<rule>[A-Z]\w{2,60})\])?$`,
    ),
    plain: true,
  },
  // A warning about a class file has no line.
  {
    pattern:
      /^(?<file>[^\s:]{1,300}\.(?:class|jar)(?:\([^)]{1,300}\))?): (?<severity>warning|error): (?<message>\S.{0,900})$/,
    plain: true,
  },
  // scalastyle: error file=/a.scala message=… line=6 column=7
  {
    has: ' message=',
    pattern:
      /^(?<severity>error|warning) file=(?<file>[^=]{1,300}?) message=(?<message>.{1,700}?)(?: line=(?<line>\d{1,7}))?(?: column=(?<column>\d{1,6}))?$/,
    plain: true,
  },
  // [error] /a.scala:6:3: message, sbt
  {
    pattern: new RegExp(
      String.raw`^\[(?<severity>error|warn)\] (?<file>${DRIVE}[^:\n]{1,300}\.\w{1,8}):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?: (?<message>\S.{0,900})$`,
    ),
  },
  // [error] -- [E007] Type Mismatch Error: /a.scala:4:14 ---
  {
    has: '-- ',
    pattern: new RegExp(
      String.raw`^(?:\[(?:error|warn)\] )?-- (?:\[(?<rule>E\d{1,4})\] )?(?<message>[A-Z][\w -]{2,80}(?:Error|Warning)|Error|Warning): (?<file>${DRIVE}[^:\n]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6}) -{1,200}$`,
    ),
    plain: true,
  },
];

const java = lineDetector(
  { name: 'java', tool: 'javac', class: 'build' },
  JAVA,
  /^\s{0,4}\[|^-- |file=|\.(?:class|jar)/,
);

export const javaDetector: Detector = {
  ...java,
  detect(lines) {
    const issues = java
      .detect(lines)
      .issues.map((issue) => (issue.file?.endsWith('.scala') === true ? { ...issue, tool: 'scalac' } : issue));
    return { issues, tests: [] };
  },
};
