import type { Detector, FoundIssue, FoundTest } from './detector';
import { blockEnd, frameIn, issueAt, testAt, wordsBelow } from './block';

/** `[xUnit.net 00:00:18.90]     Namespace.Class.Test [FAIL]` */
const XUNIT = /^\[xUnit\.net [\d:.]{5,20}\]\s{1,8}(\S.{0,500}) \[FAIL\]$/;
const XUNIT_PREFIX = /^\[xUnit\.net [\d:.]{5,20}\] ?/;
/** `  Failed Namespace.Class.Test [442 ms]`, `  X Namespace.Class.Test [1s]`, dotnet's own list. */
const DOTNET = /^\s{2,4}(?:Failed|X) (\S.{0,500}?) \[(?:< )?[\d,.]{1,10} ?(?:ms|s|m)(?: [\d,.]{1,10} ?(?:ms|s))?\]$/;
/** `failed Test (12ms)` of the testing platform; `1) Failed : Namespace.Class.Test` of NUnit's console. */
const PLATFORM = /^failed (\S.{0,500}?) \([\d,.]{1,10} ?(?:ms|s|m)(?: [\d,.]{1,10} ?(?:ms|s))?\)$/;
const NUNIT = /^\d{1,6}\) (?:Failed|Error|Invalid) : (\S.{0,500})$/;
const END = /^\s{0,8}(?:Failed|Passed|Skipped|X|✓) \S|\[FAIL\]$|^\d{1,6}\) |^(?:Test Run|Total tests|Failed!|Passed!)/;

/** `dotnet test` with xUnit, NUnit and MSTest, and their own consoles; a test that two reporters tell is one. */
export const dotnetTestDetector: Detector = {
  name: 'dotnet-test',
  tool: 'dotnet test',
  class: 'test',
  heads: [XUNIT, DOTNET, PLATFORM, NUNIT],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    const seen = new Set<string>();
    const bare = lines.map((line) => ({ ...line, text: line.text.replace(XUNIT_PREFIX, '') }));
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      const name = /FAIL|Failed|failed| X /.test(text)
        ? (XUNIT.exec(text) ?? DOTNET.exec(text) ?? PLATFORM.exec(text) ?? NUNIT.exec(text))?.[1]
        : undefined;
      if (name === undefined || seen.has(name)) continue;
      seen.add(name);
      const body = bare.slice(index + 1, blockEnd(bare, index + 1, END, 80));
      const message = wordsBelow(
        body.filter(({ text: words }) => !/^\s*(?:Error Message:?|Stack Trace:?)\s*$/.test(words)),
        0,
      );
      const frame = frameIn(body);
      tests.push(testAt(line, name, frame?.file ?? null, message));
      if (frame) issues.push(issueAt(frame, message));
    }
    return { issues, tests };
  },
};
