import type { WordRule } from './added-words';
import { isTest, isWorkflow } from './kinds';

const says = 'keeps tests from running';
/** A file that says how tests are run. */
export const runsTests = (path: string): boolean =>
  isWorkflow(path) ||
  /(?:jest|vitest|vite|mocharc|playwright|cypress|karma|ava)[^/]*$|(?:^|\/)(?:package\.json|pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|noxfile\.py|Makefile|justfile|composer\.json|phpunit[^/]*\.xml|\.rspec|pom\.xml|build\.gradle(?:\.kts)?)$|\.sh$/.test(
    path,
  );

/** Quieter ways to keep tests from running than a mark on them. */
export const QUIET_SKIPS: readonly WordRule[] = [
  { pattern: /\b(?:it|test|describe|context|suite)\[\s*["'`](?:skip|todo|only|fixme)/, severity: 'refuse', says },
  { pattern: /\.each\(\s*\[\s*\]\s*\)|\bparametrize\([^)\n]{0,80},\s*\[\s*\]\s*\)/, severity: 'refuse', says },
  {
    pattern: /(?:\bif\s*\([^\n]{1,120}\)|&&|\?)\s*(?:it|test|describe)(?:\.\w+)?\(/,
    severity: 'refuse',
    says: 'makes a test conditional',
    where: isTest,
  },
  {
    pattern: /^[ \t]*return(?:[ \t]*;|[ \t]+None\b)?[ \t]*\r?$/m,
    severity: 'human',
    says: 'ends a test before its assertions',
    where: isTest,
  },
  {
    pattern:
      /\b(?:testMatch|testRegex|test_?paths|testpaths|python_(?:files|functions|classes)|specPattern|testDir)\b.*/,
    severity: 'human',
    says: 'changes which tests run',
    where: runsTests,
  },
  {
    pattern:
      /\s-m\s+["']?not\b|\s-k\s|\s(?:-run|--run)[ =]|\s-short\b|--test-?[nN]ame-?[pP]attern|\s-t\s+["']|--grep\b|-Dtest=|--tests\s|--tag\s+["']?~|--filter[ =]|--exclude-group|--test-path-pattern|--only-?[cC]hanged|--changedSince/,
    severity: 'human',
    says: 'narrows which tests run',
    where: runsTests,
  },
  {
    pattern: /^\/\/go:build\b|#\[cfg\((?:all|any|not)\([^\n]*\btest\b|#\[cfg_attr\([^\n]*\bignore\b/m,
    severity: 'human',
    says: 'compiles tests only under a condition',
  },
  { pattern: /@(?:module|describe)?tag\s+(?::skip|skip:)/, severity: 'refuse', says, where: isTest },
  {
    pattern: /^\s*ignore\s*(?:\(|(?:should|must|can|when)\b)|["'`]\s+ignore\s*\{/m,
    severity: 'refuse',
    says,
    where: isTest,
  },
  {
    pattern: /\bAssumptions?\.|\bassum(?:e(?:True|False|That|NotNull|ingThat)|ingThat)\s*\(/,
    severity: 'refuse',
    says: 'makes a test conditional',
    where: isTest,
  },
  { pattern: /@(?:Enabled|Disabled)(?:If|On|For)\w*/, severity: 'refuse', says: 'makes a test conditional' },
];

/** What turns a test into one that cannot fail. */
export const HOLLOW_TESTS: readonly WordRule[] = [
  {
    pattern:
      /\b(?:jest|vi|td)\.(?:mock|doMock|unstable_mockModule|replace)\(|\.mock(?:Return|Resolved|Rejected)\w*\(|\.mockImplementation\w*\(|\bmock\.(?:patch|module)\b|(?<![\w.])@?patch(?:\.\w+)?\(|\bmonkeypatch\.set\w+\(|\bsinon\.(?:stub|replace|fake)\b|\ballow(?:_any_instance_of)?\([^)\n]*\)\.to\s+receive|\b(?:Mockito\.)?(?:when|doReturn)\([^\n]*\)\.then|\bcreateMock\(|^\s*\w+(?:\.\w+)+\s*=\s*(?:lambda\b|(?:Magic|Async)?Mock\(|(?:jest|vi)\.fn\()/m,
    severity: 'human',
    says: 'puts a stand-in for what is tested',
    where: isTest,
  },
  {
    pattern: /\bcatch\b\s*(?:\(|\{)|^\s*(?:except|rescue)\b/m,
    severity: 'human',
    says: 'catches what a test should show',
    where: isTest,
  },
  { pattern: /#\[should_panic|@Test\(expected\b/, severity: 'human', says: 'expects the failure' },
  {
    pattern:
      /NODE_ENV["'\])\s]*\s*[!=]==?\s*["']test["']|\b(?:JEST_WORKER_ID|VITEST(?:_\w+)?|PYTEST_CURRENT_TEST|PHPUNIT_\w+)\b|["'](?:pytest|unittest)["']\s+in\s+sys\.modules|\btesting\.Testing\(\)|flag\.Lookup\(["']test\.|\bcfg!\(test\)|\bRails\.env\.test\?|typeof\s+(?:jest|vi)\b/,
    severity: 'refuse',
    says: 'behaves otherwise when it is tested',
    where: (path) => !isTest(path) && /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt)$/.test(path) && !runsTests(path),
  },
  {
    pattern: /\bt\.Logf?\(/,
    severity: 'human',
    says: 'reports a failure without failing',
    where: (path) => path.endsWith('_test.go'),
  },
];
