import { wordGate } from './added-words';
import { QUIET_SWALLOWS } from './handling-rules';
import { isTest, isWorkflow } from './kinds';
import { LAXER_SETTINGS } from './laxer-rules';
import { QUIET_SKIPS } from './test-rules';

const script = (path: string): boolean =>
  /\.(?:ya?ml|sh|bash|json|toml|cfg|ini|mk|ps1|bat|cmd)$|(?:^|\/)(?:Makefile|Dockerfile|Jenkinsfile|justfile|tox\.ini)[^/]*$/i.test(
    path,
  );

/** Comments and attributes that silence a tool instead of heeding it. */
export const suppressions = wordGate(
  'no-suppressions',
  [
    { pattern: /@ts-(?:ignore|expect-error|nocheck)\b/, severity: 'refuse', says: 'silences the type checker' },
    {
      pattern: /(?:eslint|oxlint|tslint|stylelint|jshint|standard)[- :]+(?:disable|ignore)\b[\w-]*/,
      severity: 'refuse',
      says: 'silences the linter',
    },
    {
      pattern: /\b(?:prettier|biome|deno-(?:lint|fmt)|rome|dprint)-ignore\b/,
      severity: 'refuse',
      says: 'silences a tool',
    },
    {
      pattern:
        /#\s*(?:noqa|nosec|type:\s*ignore|pyright:\s*ignore|mypy:\s*\S+|fmt:\s*(?:off|skip)|isort:\s*skip|ruff:\s*noqa)\b/i,
      severity: 'refuse',
      says: 'silences a linter',
    },
    {
      pattern:
        /\b(?:pylint|yamllint|rubocop|phpcs|shellcheck|ktlint|swiftlint|hadolint|checkstyle)\s*:?\s*(?:disable|ignore)\b/i,
      severity: 'refuse',
      says: 'silences a linter',
    },
    { pattern: /#!?\[\s*(?:allow|expect)\s*\(/, severity: 'refuse', says: 'allows what the compiler denies' },
    {
      pattern: /\/\/\s*nolint\b|\bNOLINT(?:NEXTLINE|BEGIN)?\b|\/\/\s*#nosec|\bNOSONAR\b|\bNOPMD\b/,
      severity: 'refuse',
      says: 'silences a linter',
    },
    {
      pattern:
        /@SuppressWarnings|@Suppress\(|@SuppressFBWarnings|#pragma\s+(?:warning\s*\(?\s*disable|GCC\s+diagnostic\s+ignored|clang\s+diagnostic\s+ignored)|@psalm-suppress|@phpstan-ignore|\bcodingStandardsIgnore/,
      severity: 'refuse',
      says: 'silences the compiler',
    },
    {
      pattern:
        /(?:istanbul|c8|v8|node:coverage)\s+(?:ignore|disable)|pragma:\s*no\s*cover|coverage:ignore|LCOV_EXCL|@codeCoverageIgnore|simplecov:disable/,
      severity: 'refuse',
      says: 'hides code from coverage',
    },
    {
      pattern: /\bas\s+(?:any|unknown\s+as|never)\b|:\s*any\b(?!\s*\()|<any>/,
      severity: 'human',
      says: 'gives up a type',
      where: (path) => /\.[cm]?tsx?$/.test(path),
    },
    {
      pattern: /[\w/-]["']?\s{0,9}:\s{0,9}\[?\s{0,9}["'](?:off|warn)["']/,
      severity: 'refuse',
      says: 'switches a rule off',
      where: (path) => /eslint|oxlint|biome|stylelint/.test(path),
    },
    {
      pattern:
        /["']?(?:strict\w*|noImplicit\w+|noUnused\w+|noUnchecked\w+|exactOptional\w+|checkJs)["']?\s*[:=]\s*(?:false|False)|\bdisallow_\w+\s*=\s*false|ignore_errors\s*=\s*true|ignore_missing_imports\s*=\s*true/i,
      severity: 'refuse',
      says: 'makes the checker laxer',
      where: (path) => /\.(?:jsonc?|toml|ini|cfg|mjs|cjs|js)$/.test(path),
    },
    {
      pattern: /^\s*(?:extend-)?(?:ignore|per-file-ignores|exclude|skip|disable)\s*=.*/m,
      severity: 'refuse',
      says: 'exempts code from a linter',
      where: (path) =>
        /(?:^|\/)(?:setup\.cfg|tox\.ini|\.flake8|pyproject\.toml|ruff\.toml|\.pylintrc|\.bandit|mypy\.ini)$/.test(path),
    },
    {
      pattern: /^[^#].+$/m,
      severity: 'refuse',
      says: 'exempts files from a tool',
      where: (path) =>
        /(?:^|\/)\.(?:eslint|prettier|stylelint|docker|git|coverage)?ignore$/.test(path) &&
        !/\.(?:git|docker)ignore$/.test(path),
    },
    ...LAXER_SETTINGS,
  ],
  'nothing is silenced',
);

/** Ways to stay green whatever happens. */
export const swallowed = wordGate(
  'no-swallowed-failures',
  [
    {
      pattern:
        /continue-on-error\s*:\s*(?!false\b)\S+|allow_failure\s*:\s*(?!false\b)\S*|continueOnError\s*:\s*true|fail_ci_if_error\s*:\s*false|fail-on-error\s*:\s*false/i,
      severity: 'refuse',
      says: 'lets CI go on after a failure',
    },
    {
      pattern:
        /\|\|\s*(?:true|:|exit 0|echo\b|\/bin\/true|printf\b)|;\s*true\s*(?:["']|$)|;\s*exit 0\b|set \+e\b|\bignore_failure\b|-ErrorAction\s+SilentlyContinue|catchError\b|returnStatus:\s*true/,
      severity: 'refuse',
      says: 'swallows a command’s failure',
      where: script,
    },
    {
      pattern:
        /--(?:passWithNoTests|pass-with-no-tests|exit-zero|no-error-on-unmatched-pattern|no-fail|no-failonerror|bail=?0|no-verify|force-exit|forceExit|allow-failures?|soft-fail|no-strict)\b|-Wno-error\b|-Dmaven\.test\.failure\.ignore|-DskipTests|-Dmaven\.test\.skip|testFailureIgnore|ignoreFailures\s*=?\s*true|-x test\b/,
      severity: 'refuse',
      says: 'makes a tool pass whatever it finds',
    },
    {
      pattern:
        /--(?:legacy-peer-deps|force|no-frozen-lockfile|no-immutable|ignore-platform-reqs?|ignore-engines|break-system-packages|trusted-host|skip-lock)\b|legacy-peer-deps\s*=\s*true|strict-ssl\s*=\s*false/,
      severity: 'refuse',
      says: 'installs past a conflict',
      where: script,
    },
    {
      pattern: /^\s*if:\s*(?:\$\{\{\s*)?(?:false|always\(\))/m,
      severity: 'refuse',
      says: 'switches a step off',
      where: isWorkflow,
    },
    {
      pattern:
        /\bexcept(?:\s+\w+)?\s*:\s*(?:pass|\.\.\.)|\bcatch\s*(?:\([^)]{0,60}\))?\s*\{\s*\}|rescue\s*(?:=>\s*\w+)?\s*(?:nil|;)|\bcontextlib\.suppress\(|\.catch\(\(\)?\s*(?:=>\s*)?(?:\{\s*\}|null|undefined|\(\) => \{\})/,
      severity: 'refuse',
      says: 'swallows an error',
    },
    {
      pattern: /^\s*(?:process\.exit\(0\)|sys\.exit\(0\)|os\._exit\(0\)|os\.Exit\(0\)|exit 0)\s*;?\s*$/m,
      severity: 'refuse',
      says: 'ends as if all were well',
    },
    {
      pattern:
        /NODE_TLS_REJECT_UNAUTHORIZED|rejectUnauthorized\s*:\s*false|verify\s*=\s*False|InsecureSkipVerify\s*:\s*true|sslVerify\s*=?\s*false|curl\s[^|]{0,80}(?:-k\b|--insecure)|--no-check-certificate/,
      severity: 'refuse',
      says: 'switches certificate checks off',
    },
    {
      pattern:
        /\b(?:retries|retry|flaky|rerunFailing\w+|reruns?)\b\s*[:=(]\s*[1-9]|jest\.retryTimes|--(?:reruns|retries|retry)[ =]\d|@(?:Flaky|RepeatedIfExceptionsTest|flaky)\b/,
      severity: 'refuse',
      says: 'repeats a test until it passes',
    },
    ...QUIET_SWALLOWS,
  ],
  'no failure is swallowed',
);

/** Marks that keep tests from running. */
export const skips = wordGate(
  'tests-run',
  [
    {
      pattern:
        /\b(?:it|test|describe|context|suite|specify|bench|step)(?:\.\w+)?\.(?:skip|todo|fixme|failing|fails|skipIf|runIf|only)\b|\b(?:xit|xtest|xdescribe|xcontext|fit|fdescribe|xspecify)\s*[("'`]/,
      severity: 'refuse',
      says: 'keeps tests from running',
    },
    {
      pattern: /\bthis\.skip\(|\bt\.skip\(|\bskip:\s*(?:true|["'`])|\{\s*(?:skip|todo)\b/,
      severity: 'refuse',
      says: 'keeps a test from running',
      where: isTest,
    },
    {
      pattern:
        /@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip\w*|expectedFailure)|skip(?:If|Unless)?\b)|pytest\.(?:skip|xfail|importorskip)\(|self\.skipTest\(|raise\s+(?:unittest\.)?SkipTest|collect_ignore|--(?:deselect|ignore(?:-glob)?)[ =]|\b__test__\s*=\s*False/,
      severity: 'refuse',
      says: 'keeps tests from running',
    },
    {
      pattern:
        /\bt\.Skip(?:f|Now)?\(|\bb\.Skip\(|testing\.Short\(\)|-skip[ =]|\/\/go:build\s+(?:ignore|never)|\/\/\s*\+build\s+ignore/,
      severity: 'refuse',
      says: 'keeps a test from running',
    },
    {
      pattern:
        /#\[\s*ignore\b|@(?:Disabled|Ignore|Ignored)\b|\bAssume(?:\.|\b\w*\()|\[(?:Ignore|Fact\(Skip|Theory\(Skip)|\bXCTSkip|DISABLED_\w+|GTEST_SKIP|markTest(?:Skipped|Incomplete)|@group\s+(?:skip|disabled)|enabled\s*=\s*false/,
      severity: 'refuse',
      says: 'keeps a test from running',
    },
    {
      pattern: /^\s*(?:pending|skip)\b(?:\s*(?:\(|["']|$))/m,
      severity: 'refuse',
      says: 'keeps a test from running',
      where: isTest,
    },
    {
      pattern:
        /(?:testPathIgnorePatterns|testIgnore|exclude|--exclude|--testPathIgnorePatterns|--grep-invert|--skip)\b/,
      severity: 'refuse',
      says: 'takes tests out of the run',
      where: (path) =>
        /(?:jest|vitest|vite|mocharc|playwright|cypress|karma|ava|package\.json|Cargo\.toml|pytest\.ini|tox\.ini|workflows\/)/.test(
          path,
        ),
    },
    ...QUIET_SKIPS,
  ],
  'no test is kept from running',
);
