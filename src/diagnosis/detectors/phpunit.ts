import type { Detector, FoundIssue, FoundTest } from './detector';
import { blockEnd, isForeign, issueAt, testAt, wordsBelow } from './block';

/** `1) App\ATest::testEach with data set "one" (1)` */
const HEAD = /^\d{1,6}\) ([\w\\]{1,300}::\S.{0,500})$/;
const PLACE = /^((?:[A-Za-z]:)?[^\s:]{1,300}\.(?:php|phpt|inc)):(\d{1,7})$/;
/** Pest: `  FAILED  Tests\ATest > it adds`, and its place `  at tests/ATest.php:12`. */
const PEST = /^\s{1,4}FAILED\s{1,4}(\S{1,300} > .{1,400}?)(?:\s{2,200}\S.{0,100})?$/;
const PEST_PLACE = /^\s{1,4}at ([^\s:]{1,300}\.php):(\d{1,7})$/;

/** PHPUnit and Pest. */
export const phpunitDetector: Detector = {
  name: 'phpunit',
  tool: 'phpunit',
  class: 'test',
  heads: [HEAD, PEST],
  detect(lines) {
    const tests: FoundTest[] = [];
    const issues: FoundIssue[] = [];
    for (const [index, line] of lines.entries()) {
      const { text } = line;
      const name = text.includes('::')
        ? HEAD.exec(text)?.[1]
        : text.includes('FAILED')
          ? PEST.exec(text)?.[1]
          : undefined;
      if (name === undefined) continue;
      const message = wordsBelow(lines, index + 1);
      const body = lines.slice(index + 1, blockEnd(lines, index + 1, /^\d{1,6}\) |^--$|^\s{1,4}FAILED\s/, 80));
      const places = body.flatMap((row) => {
        const at = PLACE.exec(row.text) ?? PEST_PLACE.exec(row.text);
        return at && !isForeign(at[1] ?? '') && !/[\\/]vendor[\\/]/.test(at[1] ?? '')
          ? [{ file: at[1] ?? '', line: Number(at[2]), column: null, number: row.number }]
          : [];
      });
      // The test's own frame stands last, what it called above it.
      const place = places.at(-1);
      tests.push(testAt(line, name, place?.file ?? null, message));
      if (place) issues.push(issueAt(place, message));
    }
    return { issues, tests };
  },
};
