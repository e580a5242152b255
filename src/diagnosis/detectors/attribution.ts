import { ACTIONLINT_RULE } from './ci-file';
import type { Detector, FoundIssue } from './detector';
import { GOLANGCI_LINTER } from './formats-lint';

interface Mark {
  readonly tool: string;
  readonly class: NonNullable<Detector['class']>;
  /** Tried on the rule. */
  readonly rule: RegExp;
  /** Tried on the file, when the rule alone may be another tool's. */
  readonly file?: RegExp;
}

/** Rules that only one tool, or one family of tools, has. The first that fits says whose complaint it is. */
const MARKS: readonly Mark[] = [
  { tool: 'actionlint', class: 'config', rule: ACTIONLINT_RULE, file: /\.ya?ml$/ },
  { tool: 'tsc', class: 'type-check', rule: /^TS\d{4,5}$/ },
  { tool: 'shellcheck', class: 'lint', rule: /^SC\d{4}$/ },
  { tool: 'hadolint', class: 'lint', rule: /^DL\d{4}$/ },
  { tool: 'markdownlint', class: 'lint', rule: /^MD\d{3}(?:\/.{1,60})?$/ },
  { tool: 'csc', class: 'build', rule: /^CS\d{4}$/ },
  { tool: 'msvc', class: 'build', rule: /^(?:C|LNK)\d{4}$/, file: /\.(?:c|cc|cpp|cxx|h|hpp|hxx|obj|lib)$/i },
  { tool: 'pylint', class: 'lint', rule: /^[CREWF]\d{4}$/, file: /\.pyi?$/ },
  { tool: 'pydocstyle', class: 'lint', rule: /^D\d{3}$/, file: /\.pyi?$/ },
  { tool: 'flake8', class: 'lint', rule: /^(?:[EWFCN]|[A-Z]{2,4})\d{3}$/, file: /\.pyi?$/ },
  { tool: 'rustc', class: 'build', rule: /^E\d{4}$/, file: /\.rs$/ },
  { tool: 'clippy', class: 'lint', rule: /^clippy::/ },
  {
    tool: 'rubocop',
    class: 'lint',
    rule: /^(?:Style|Layout|Lint|Metrics|Naming|Security|Bundler|Gemspec|Rails|RSpec|Performance)\//,
  },
  { tool: 'golangci-lint', class: 'lint', rule: GOLANGCI_LINTER, file: /\.go$/ },
  { tool: 'staticcheck', class: 'lint', rule: /^(?:SA|ST|QF|S)\d{4}$/, file: /\.go$/ },
  { tool: 'gosec', class: 'security', rule: /^G\d{3}$/, file: /\.go$/ },
  {
    tool: 'mypy',
    class: 'type-check',
    rule: /^(?:[a-z]{3,20}-){1,4}[a-z]{3,20}$|^(?:misc|override|index|operator|assignment|import|syntax)$/,
    file: /\.pyi?$/,
  },
  { tool: 'pyright', class: 'type-check', rule: /^report[A-Z]\w{3,60}$/ },
  {
    tool: 'clang-tidy',
    class: 'lint',
    rule: /^(?:bugprone|cert|clang-analyzer|clang-diagnostic|cppcoreguidelines|google|hicpp|llvm|misc|modernize|performance|portability|readability)-/,
  },
  { tool: 'cppcheck', class: 'lint', rule: /^[a-z]{2,30}[A-Z][A-Za-z]{2,60}$/, file: /\.(?:c|cc|cpp|cxx|h|hpp)$/i },
  { tool: 'luacheck', class: 'lint', rule: /^[WE]\d{3}$/, file: /\.lua$/ },
  {
    tool: 'stylelint',
    class: 'lint',
    rule: /^(?:[a-z]{1,20}\/)?[a-z]{2,30}(?:-[a-z]{1,30}){1,8}$/,
    file: /\.(?:css|s[ac]ss|less)$/,
  },
  {
    tool: 'eslint',
    class: 'lint',
    rule: /^(?:@?[a-z][\w-]{1,40}\/){0,2}[a-z]{2,30}(?:-[a-z]{1,30}){0,8}$|^eslint\.rules\.|^[a-z][\w-]{1,40}\([\w/-]{2,80}\)$/,
    file: /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/,
  },
  { tool: 'yamllint', class: 'lint', rule: /^[a-z]{3,20}(?:-[a-z]{2,20}){0,3}$/, file: /\.ya?ml$/ },
  { tool: 'phpcs', class: 'lint', rule: /^[A-Z]\w{2,40}(?:\.[A-Z]\w{2,60}){2,3}$/, file: /\.(?:php|inc|phtml)$/ },
  { tool: 'shellcheck', class: 'lint', rule: /^ShellCheck\.SC\d{4}$/ },
  { tool: 'phan', class: 'type-check', rule: /^Phan[A-Z]\w{3,60}$/ },
  { tool: 'biome', class: 'lint', rule: /^(?:lint|assist)\/\w{1,30}\/\w{1,60}$/ },
];

/** Compilers known by the kind of file they complain about, when no rule tells. */
const COMPILERS: readonly { readonly file: RegExp; readonly tool: string }[] = [
  { file: /\.go$/, tool: 'go' },
  { file: /\.(?:c|cc|cpp|cxx|h|hpp|hxx|m|mm)$/i, tool: 'cc' },
  { file: /\.java$/, tool: 'javac' },
  { file: /\.rs$/, tool: 'rustc' },
  { file: /\.kts?$/, tool: 'kotlinc' },
  { file: /\.swift$/, tool: 'swiftc' },
];

const known = new Map<string, Detector>();

/** `detector` under the name of the tool that the issue's own marks tell; the same object for the same tool. */
export function attributed(detector: Detector, issue: FoundIssue): Detector {
  if (detector.tool !== null && (issue.tool === undefined || issue.tool === detector.tool)) return detector;
  const { rule, file } = issue;
  const mark =
    rule === null
      ? undefined
      : MARKS.find((one) => one.rule.test(rule) && (one.file === undefined || one.file.test(file ?? '')));
  const compiler =
    rule === null && issue.severity === 'error' ? COMPILERS.find((one) => one.file.test(file ?? ''))?.tool : undefined;
  const tool = issue.tool ?? mark?.tool ?? compiler;
  if (tool === undefined) return detector;
  const key = `${detector.name} ${tool}`;
  const derived = known.get(key) ?? {
    ...detector,
    tool,
    // A detector that says itself which of its tools spoke (`gitlab-ci` beside `actionlint`) knows the class, too.
    class:
      (mark?.tool === tool || detector.tool === null ? mark?.class : null) ??
      (compiler === undefined ? detector.class : 'build'),
  };
  known.set(key, derived);
  return derived;
}
