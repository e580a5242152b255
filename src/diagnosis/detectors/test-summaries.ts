/** How a runner's own words for its counts are read. */
export type CountPart = 'run' | 'passed' | 'failed' | 'skipped';

const PARTS: Readonly<Record<CountPart, string>> = {
  run: 'total|tests?|tests run|runs?|examples?|specs?|completed|found|scenarios?|doctests?|count|executed',
  passed: 'passed|passing|pass|passes|succeeded|successful|success|ok|flaky|xpassed',
  failed: 'failed|failing|failures?|fails?|errors?|errored|cancelled|timedout|broken|interrupted',
  skipped: 'skipped|skips?|pending|ignored|todo|disabled|inconclusive|xfailed',
};

const PART_OF = new Map(
  Object.entries(PARTS).flatMap(([part, words]) =>
    words
      .split('|')
      .flatMap((word) => (word.endsWith('s?') ? [word.slice(0, -2), `${word.slice(0, -2)}s`] : [word]))
      .map((word): [string, string] => [word, part]),
  ),
);

export const partOf = (word: string): CountPart | undefined => PART_OF.get(word.toLowerCase()) as CountPart | undefined;

/** `3 failed`, `5 tests passed`, `2 specs` */
export const NUMBER_FIRST = /(?<![\w.])(\d{1,7}) (?:(?:tests?|specs?)(?= [a-z]{3,12}(?:\s|$|,)) )?([A-Za-z]{2,12})/g;
/** `Failed: 2`, `failures=1`, `Total 5`, `# fail 2` */
export const WORD_FIRST = /([A-Za-z]{3,12})\s{0,4}[:= ]\s{0,8}(\d{1,7})(?!\w|[.:]\d)/g;

export interface SummaryFormat {
  readonly runner: string;
  readonly pattern: RegExp;
  /** Which of the two ways its counts are read; the pattern's own groups count where it has named ones. */
  readonly reads: RegExp | null;
  /** True for a line that only goes on with a summary opened before. */
  readonly goesOn?: true;
  /** True for a runner that repeats its count as it goes: the last one is the whole. */
  readonly repeats?: true;
  /** Said again by one of these runners, whose words are then enough. */
  readonly within?: readonly string[];
}

/** Summaries of test runners as their sources print them, each on one line or on a few that follow each other. */
export const SUMMARY_FORMATS: readonly SummaryFormat[] = [
  // Tests:       5 failed, 2 skipped, 124 passed, 131 total; Tests  2 failed | 10 passed (12)
  {
    runner: 'jest',
    pattern:
      /^\s{0,8}Tests:? {1,12}(?=\d{1,7} (?:passed|failed|skipped|todo|pending|total|incomplete|risky|warning)\b)/,
    reads: NUMBER_FIRST,
  },
  { runner: 'mocha', pattern: /^\s{0,6}(?:✔ |✖ )?\d{1,7} (?:passing|failing|pending)\b/, reads: NUMBER_FIRST },
  {
    runner: 'pytest',
    pattern:
      /^=* ?(?:\d{1,7} (?:failed|passed|skipped|deselected|xfailed|xpassed|warnings?|errors?|rerun|subtests? passed)(?:, |(?= in))){1,9} ?in \d{1,7}(?:\.\d{1,3})? ?s/,
    reads: NUMBER_FIRST,
  },
  { runner: 'unittest', pattern: /^Ran (?<run>\d{1,7}) tests? in \d/, reads: null },
  { runner: 'unittest', pattern: /^(?:OK|FAILED)(?: \(.{1,200}\))?$/, reads: WORD_FIRST, goesOn: true },
  {
    runner: 'surefire',
    pattern: /^(?:\[[A-Z]{4,7}\] )?Tests run: \d{1,7}, {1,2}Failures: \d{1,7}(?!.{0,200}Time elapsed)/,
    reads: WORD_FIRST,
  },
  {
    runner: 'junit',
    pattern: /^(?:\[[A-Z]{4,7}\] )?Tests run: \d{1,7}, {1,2}Failures: \d{1,7}(?=.{0,200}Time elapsed)/,
    reads: WORD_FIRST,
    within: ['surefire', 'gradle'],
  },
  { runner: 'gradle', pattern: /^\s{0,4}\d{1,7} tests? completed\b/, reads: NUMBER_FIRST },
  {
    runner: 'junit-platform',
    pattern: /^\[\s{1,12}\d{1,7} tests (?:found|skipped|successful|failed)\s{1,12}\]$/,
    reads: NUMBER_FIRST,
    within: ['surefire', 'gradle'],
  },
  { runner: 'cargo', pattern: /^test result: (?:ok|FAILED)\. \d/, reads: NUMBER_FIRST },
  {
    runner: 'nextest',
    pattern: /^\s{2,12}Summary \[.{1,20}\]\s{1,4}(?:\d{1,7}\/)?\d{1,7} tests? run: /,
    reads: NUMBER_FIRST,
  },
  {
    runner: 'rspec',
    pattern: /^(?:\d{1,7} (?:doctests?|properties), ){0,2}\d{1,7} (?:examples?|tests?|specs?), \d{1,7} failures?\b/,
    reads: NUMBER_FIRST,
  },
  { runner: 'minitest', pattern: /^\d{1,7} (?:runs|tests), \d{1,9} assertions, \d/, reads: NUMBER_FIRST },
  { runner: 'phpunit', pattern: /^Tests: \d{1,7}, Assertions: \d/, reads: WORD_FIRST },
  { runner: 'phpunit', pattern: /^OK \((?<run>\d{1,7}) tests?\b/, reads: null },
  { runner: 'dotnet', pattern: /^(?:Failed|Passed|Skipped)!\s{1,4}- Failed: {1,8}\d/, reads: WORD_FIRST },
  { runner: 'vstest', pattern: /^Total tests: \d/, reads: WORD_FIRST },
  { runner: 'vstest', pattern: /^ {4,6}(?:Passed|Failed|Skipped): \d{1,7}$/, reads: WORD_FIRST, goesOn: true },
  { runner: 'dotnet-summary', pattern: /^Test summary: total: \d/, reads: WORD_FIRST, within: ['dotnet', 'vstest'] },
  { runner: 'mtp', pattern: /^Test run summary: \w/, reads: null },
  { runner: 'mtp', pattern: /^ {2}(?:total|failed|succeeded|skipped): \d{1,7}$/, reads: WORD_FIRST, goesOn: true },
  { runner: 'nunit', pattern: /^\s{0,4}Test Count: \d{1,7}, Passed: \d/, reads: WORD_FIRST },
  {
    runner: 'xunit',
    pattern: /^\s{1,8}\S{1,200}\s{1,40}Total: \d{1,7}, Errors: \d{1,7}, Failed: \d/,
    reads: WORD_FIRST,
  },
  {
    runner: 'node',
    pattern: /^(?:#|ℹ) (?:tests|pass|fail|cancelled|skipped|todo) {1,2}\d{1,7}$/,
    reads: WORD_FIRST,
  },
  {
    runner: 'ctest',
    pattern: /^\d{1,3}% tests passed, (?<failed>\d{1,7}) tests? failed out of (?<run>\d{1,7})/,
    reads: null,
  },
  {
    runner: 'gtest',
    pattern: /^\[=+\] (?<run>\d{1,7}) tests? from \d{1,7} test (?:suites?|cases?) ran\./,
    reads: null,
  },
  { runner: 'gtest', pattern: /^\[ {2}PASSED {2}\] (?<passed>\d{1,7}) tests?\./, reads: null, goesOn: true },
  { runner: 'gtest', pattern: /^\[ {2}FAILED {2}\] (?<failed>\d{1,7}) tests?, listed/, reads: null, goesOn: true },
  { runner: 'catch', pattern: /^(?:\[doctest\] )?test cases:\s{1,8}(?<run>\d{1,7}) \|/, reads: NUMBER_FIRST },
  {
    runner: 'karma',
    pattern: /\bExecuted (?<run>\d{1,7}) of \d{1,7}\b(?:.{0,40}?(?<failed>\d{1,7}) FAILED)?/,
    reads: null,
    repeats: true,
  },
  {
    runner: 'ava',
    pattern: /^ {2}\d{1,7} (?:tests?|known|uncaught) (?:failed|passed|skipped|todo)$/,
    reads: NUMBER_FIRST,
  },
  {
    runner: 'playwright',
    pattern: /^ {2,4}\d{1,7} (?:failed|flaky|skipped|interrupted|passed)(?: \([\d.]{1,8}(?:ms|s|m|h)\))?$/,
    reads: NUMBER_FIRST,
  },
  { runner: 'testng', pattern: /^Total tests run: \d/, reads: WORD_FIRST, within: ['surefire', 'gradle'] },
  { runner: 'sbt', pattern: /^\[(?:error|info)\] (?:Failed|Passed|Error): Total \d/, reads: WORD_FIRST },
  {
    runner: 'scalatest',
    pattern: /^(?:\[[a-z]{4,5}\] )?Tests: succeeded \d{1,7}, failed \d/,
    reads: WORD_FIRST,
    within: ['sbt', 'surefire', 'gradle'],
  },
  { runner: 'bazel', pattern: /^Executed \d{1,7} out of (?<run>\d{1,7}) tests?: /, reads: NUMBER_FIRST },
  { runner: 'xctest', pattern: /^\s{0,8}Executed (?<run>\d{1,7}) tests?, with /, reads: NUMBER_FIRST, repeats: true },
  {
    runner: 'dart',
    pattern: /^\d\d:\d\d \+(?<passed>\d{1,7})(?: ~(?<skipped>\d{1,7}))?(?: -(?<failed>\d{1,7}))?: /,
    reads: null,
    repeats: true,
  },
  {
    runner: 'prove',
    pattern: /^Failed \d{1,7}\/\d{1,7} test programs\. (?<failed>\d{1,7})\/(?<run>\d{1,7}) subtests failed/,
    reads: null,
  },
  { runner: 'prove', pattern: /^Files=\d{1,7}, Tests=(?<run>\d{1,7})/, reads: null },
  { runner: 'cucumber', pattern: /^\d{1,7} scenarios? (?:\(|passed, \d{1,7} failed)/, reads: NUMBER_FIRST },
  {
    runner: 'robot',
    pattern: /^(?:\d{1,7} critical tests?, .{1,40})?\d{1,7} tests?, \d{1,7} passed, \d{1,7} failed/,
    reads: NUMBER_FIRST,
    repeats: true,
  },
  { runner: 'deno', pattern: /^(?:ok|FAILED) \| \d{1,7} passed\b/, reads: NUMBER_FIRST },
  { runner: 'bun', pattern: /^ \d{1,7} (?:pass|fail|skip|todo)$/, reads: NUMBER_FIRST },
  { runner: 'ginkgo', pattern: /^Ran (?<run>\d{1,7}) of \d{1,7} Specs? in /, reads: null },
  {
    runner: 'ginkgo',
    pattern: /^(?:FAIL|SUCCESS|PASS)!.{0,60} -- \d{1,7} Passed \| /,
    reads: NUMBER_FIRST,
    goesOn: true,
  },
  { runner: 'gotestsum', pattern: /^DONE \d{1,7} tests?\b/, reads: NUMBER_FIRST },
  { runner: 'tasty', pattern: /^(?<failed>\d{1,7}) out of (?<run>\d{1,7}) tests failed/, reads: null },
  // What scripts of one's own print.
  { runner: 'other', pattern: /^(?:[A-Za-z]{1,20}:? )?\d{1,7} passed, \d{1,7} failed\b/, reads: NUMBER_FIRST },
];

/** Every summary has one of these; most lines have none. */
export const MAY_SUMMARISE =
  /\d (?:pass|fail|tests?\b|examples?\b|specs?\b|runs,|error|scenarios?\b|skip|pending|flaky|interrupted|Passed|todo|doctest|propert|warning|deselected)|[Tt]ests?(?: run|:|  )|^Ran \d|^(?:OK|FAILED)\b|[Ff]ailed: |[Tt]otal:? |Executed \d|[#ℹ] \w|\d [of]{2} \d|Test Count|^\[[= ]{4}|^\d\d:\d\d \+|^Files=|(?:[Pp]assed|[Ss]kipped|succeeded): |test cases:| \[\s/;
