import type { WordRule } from './added-words';
import { isWorkflow } from './kinds';

const tsconfig = (path: string): boolean => /(?:^|\/)[tj]sconfig[^/]*\.json$/.test(path);
const commands = (path: string): boolean =>
  isWorkflow(path) || /(?:^|\/)(?:package\.json|Makefile|[^/]+\.mk|justfile|tox\.ini|noxfile\.py)$|\.sh$/.test(path);

/** Settings that make a tool look at less, or demand less. */
export const LAXER_SETTINGS: readonly WordRule[] = [
  {
    pattern: /["'][@\w/-]+["']\s*:\s*\[?\s*(?:["'](?:off|warn)["']|[01]\b)/,
    severity: 'refuse',
    says: 'switches a rule off',
    where: (path) => /eslint|oxlint|stylelint/.test(path),
  },
  {
    pattern: /["'][@\w/-]+["']\s*:\s*\[?\s*["'](?:off|warn)["']/,
    severity: 'refuse',
    says: 'switches a rule off',
    where: (path) => /(?:^|\/)package\.json$/.test(path),
  },
  {
    pattern: /\b(?:ignores|ignorePatterns|ignoreFiles|overrideIgnore\w*)["']?\s*:|["']ignore["']\s*:\s*\[/,
    severity: 'refuse',
    says: 'exempts files from a linter',
    where: (path) => /eslint|oxlint|stylelint|biome|(?:^|\/)package\.json$/.test(path),
  },
  {
    pattern: /["'](?:skipLibCheck|suppress\w+|allowUnreachableCode|allowUnusedLabels|noCheck)["']\s*:\s*true/,
    severity: 'refuse',
    says: 'makes the compiler laxer',
    where: tsconfig,
  },
  {
    pattern: /["']exclude["']\s*:/,
    severity: 'human',
    says: 'takes files out of what is compiled',
    where: tsconfig,
  },
  {
    pattern: /\bEnabled:\s*false\b|^\s*(?:Exclude|AllowedMethods|AllowedPatterns):/m,
    severity: 'refuse',
    says: 'switches a cop off',
    where: (path) => /(?:^|\/)\.rubocop[^/]*\.ya?ml$/.test(path),
  },
  {
    pattern:
      /^\s*(?:disable(?:-all)?|disabled_rules|exclude(?:-\w+|d)?|ignored?(?:Errors|-\w+)?|excludePaths|baseline)\s*:|\bactive:\s*false|^\s*[\w-]+:\s*disable\s*$/m,
    severity: 'refuse',
    says: 'switches a linter off',
    where: (path) =>
      /(?:^|\/)(?:\.golangci\.[^/]+|\.swiftlint\.yml|detekt[^/]*\.yml|phpstan[^/]*\.neon|\.hadolint\.ya?ml|\.yamllint[^/]*|\.ansible-lint|\.markdownlint[^/]*|\.sqlfluff)$/.test(
        path,
      ),
  },
  {
    pattern: /^\s*[\w-]+\s*=\s*(?:\{[^\n]*level\s*=\s*)?"(?:allow|warn)"/m,
    severity: 'refuse',
    says: 'allows what the compiler denies',
    where: (path) => /(?:^|\/)(?:Cargo|clippy)\.toml$/.test(path),
  },
  {
    // By their whole names, which the compiler takes in any case: a misspelt option demands nothing, and may be put right.
    pattern:
      /["'](?:strict(?:BindCallApply|BuiltinIteratorReturn|FunctionTypes|NullChecks|PropertyInitialization)?|noImplicit(?:Any|Override|Returns|This)|noUnused(?:Locals|Parameters)|noUnchecked(?:IndexedAccess|SideEffectImports)|noFallthroughCasesInSwitch|exactOptionalPropertyTypes)["']\s*:\s*true/i,
    severity: 'refuse',
    says: 'no longer demands',
    where: tsconfig,
    reads: 'gone',
  },
  {
    pattern: /\b(?:strict|warn_\w+|disallow_\w+|check_untyped_defs|no_implicit_\w+|xfail_strict)\s*=\s*true/i,
    severity: 'refuse',
    says: 'no longer demands',
    where: (path) => /\.(?:toml|ini|cfg)$/.test(path),
    reads: 'gone',
  },
  {
    pattern:
      /-Werror\b(?!=)|-Wall\b|-D\s?warnings\b|--max-warnings\b|--strict\b|-warnaserror\b|TreatWarningsAsErrors|--deny\b/,
    severity: 'refuse',
    says: 'no longer demands',
    where: (path) => commands(path) || /(?:CMakeLists\.txt|meson\.build|\.csproj|config\.toml)$/.test(path),
    reads: 'gone',
  },
  {
    pattern: /^\s*[^\s#].*$/m,
    severity: 'refuse',
    says: 'writes findings down as known',
    where: (path) =>
      /(?:^|\/)(?:[\w.-]*baseline[\w.-]*\.(?:neon|xml|json|php|ya?ml|toml)|\.rubocop_todo\.yml|eslint-suppressions\.json|\.secrets\.baseline|\.betterer\.results)$/i.test(
        path,
      ),
  },
  {
    pattern: /#!?\[\s*(?:deny|forbid)\s*\(/,
    severity: 'refuse',
    says: 'no longer denies',
    reads: 'gone',
  },
];

/** Demands with a number or a switch that are given up without a number that changes. */
export const GIVEN_UP: readonly WordRule[] = [
  {
    pattern:
      /--?(?:cov-fail-under|fail-under|check-coverage|coverage-threshold|coverageThreshold|min-?coverage|threshold)\b/,
    severity: 'refuse',
    says: 'no longer demands',
    where: commands,
    reads: 'gone',
  },
  {
    pattern:
      /["']?check-coverage["']?\s*[:=]\s*false|\binformational\s*:\s*true|if_not_found\s*:\s*success|require_ci_to_pass\s*:\s*(?:false|no)|if_ci_failed\s*:\s*success|\bonly_pulls\s*:\s*true|collectCoverage["']?\s*:\s*false/,
    severity: 'refuse',
    says: 'asks for no coverage',
  },
];
