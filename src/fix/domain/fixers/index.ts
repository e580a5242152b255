/**
 * The fixers, in the order they are asked; the first to cover a finding has it.
 *
 * To add one: a file `fixers/<name>.ts` (beside it `<name>.spec.ts`) exporting a `Fixer`, and a line in the list below.
 * - `fix(input)` returns one outcome for each *cause*: `patch` (edits, what it covers, a reason that quotes the log) or
 *   `declined` (why not, and a command for a person). Nothing for findings it doesn't know.
 * - It may look at `input.diagnosis`, the cleaned lines of the logs (`input.logs`, `wordsOf`, `linesFrom`), and files
 *   (`input.files.text(path)`). A file not loaded yet reads as null and the fixer is called again with it: just return.
 * - `input.pathOf(named)` finds the file of the tree a log names; `spotOf(input, issue)` finds an issue's line.
 * - Edits are anchored by `at` (1-based line, UTF-16 column); gcc, go and clang count bytes (`columnOfBytes`), rustc and
 *   Python characters (`columnOfCharacters`). `kit.ts` has `replaceAt`, `replaceLine`, `deleteLines`, `insertLines`, `rewrite`.
 * - `covers` lists every issue (by identity) that is gone afterwards, consequences too. The planner offers a patch only
 *   when all errors and failing tests are covered: a partial cure leaves the tool red. For a log whose findings are not
 *   issues, set `coversAll`.
 * - Phase `format` is for whole-file formatters: they run last, on the files as edited (`rewrite(path, before, after)`).
 * - `safe` only where the tool's own words, or running its rule in this process, prove the change. Nothing of the
 *   repository is executed: no plugins, no JavaScript configuration.
 * - Specs: positive, negative and "looks alike but must not fire", on real tools' logs, with `planned()` of test/support.
 */
import type { Fixer } from '../fix.types';
import { dataSyntax } from './data-syntax';
import { eslintDirective } from './eslint-directive';
import { actionShell } from './action-shell';
import { actionlintFixes } from './actionlint';
import { artifactClash } from './artifact-clash';
import { biomeFixes } from './biome';
import { cLibrary } from './c-library';
import { cmakeNames } from './cmake-names';
import { composeCommand } from './compose-command';
import { cppcheckStyle } from './cppcheck-style';
import { csharp } from './csharp';
import { eslintFixes } from './eslint-rules';
import { gccFixit } from './gcc-fixit';
import { goCompiler } from './go-compiler';
import { goFormat } from './go-format';
import { goLocalModule } from './go-local-module';
import { goMod } from './go-mod';
import { importOrder } from './import-order';
import { importPath } from './import-path';
import { javaClassName } from './java-class-name';
import { javaImport } from './java-import';
import { jestSnapshot } from './jest-snapshot';
import { lockDrift } from './lock-drift';
import { lastBrace } from './last-brace';
import { phpBracket } from './php-bracket';
import { shellEnd } from './shell-end';
import { lineBreaks } from './line-breaks';
import { locklessInstall } from './lockless-install';
import { npmInstall } from './npm-install';
import { markdownlintFixes } from './markdownlint';
import { makefileTab } from './makefile-tab';
import { missingComma } from './missing-comma';
import { missingSemicolon } from './missing-semicolon';
import { moduleSlip } from './module-slip';
import { mypyAnnotations } from './mypy-annotations';
import { mypyUnusedIgnore } from './mypy-unused-ignore';
import { namedExport } from './named-export';
import { npmMissing } from './npm-missing';
import { npmScript } from './npm-script';
import { pathSlip } from './path-slip';
import { pipelineWords } from './pipeline-words';
import { perlNames } from './perl-names';
import { phpcsReport } from './phpcs-report';
import { prettierFormat } from './prettier-format';
import { printedDiff } from './printed-diff';
import { pythonFormat } from './python-format';
import { pythonLint } from './python-lint';
import { pythonNames } from './python-names';
import { pythonSyntax } from './python-syntax';
import { requirementVersion } from './requirement-version';
import { rubocopOffenses } from './rubocop-offenses';
import { ruffFormatter } from './ruff-format';
import { ruffFixes } from './ruff';
import { rubySuggestion } from './ruby-suggestion';
import { rustcSuggestion } from './rustc-suggestion';
import { scriptMode } from './script-mode';
import { shellcheckLines } from './shellcheck-lines';
import { stylelintFixes } from './stylelint-rules';
import { terraformFormatter } from './terraform-format';
import { terraformSuggestion } from './terraform-suggestion';
import { testNames } from './test-names';
import { spelling } from './spelling';
import { textEnds } from './text-ends';
import { textHooks } from './text-hooks';
import { tscFollowUp } from './tsc-follow-up';
import { tscModules } from './tsc-modules';
import { tscService } from './tsc-service';
import { tscSuggestion } from './tsc-suggestion';
import { tscSyntax } from './tsc-syntax';
import { unusedCode } from './unused-code';
import { workflowFollowUp } from './workflow-follow-up';
import { workflowPermissions } from './workflow-permissions';
import { workflowRefused } from './workflow-refused';
import { workflowRetired } from './workflow-retired';
import { workflowSteps } from './workflow-steps';
import { workflowVersions } from './workflow-versions';
import { workingDirectory } from './working-directory';
import { yamllintFixes } from './yamllint';

export const FIXERS: readonly Fixer[] = [
  // TypeScript's and JavaScript's compiler and linters.
  tscSuggestion,
  tscSyntax,
  tscModules,
  tscService,
  eslintDirective,
  eslintFixes,
  unusedCode,
  lineBreaks,
  importOrder,
  stylelintFixes,
  // Tests: suggestions only.
  jestSnapshot,
  testNames,
  // Workflow files, configuration, dependencies.
  actionlintFixes,
  workflowRefused,
  actionShell,
  pipelineWords,
  workingDirectory,
  composeCommand,
  workflowSteps,
  artifactClash,
  workflowVersions,
  workflowPermissions,
  locklessInstall,
  npmInstall,
  npmMissing,
  requirementVersion,
  goMod,
  lockDrift,
  importPath,
  namedExport,
  moduleSlip,
  npmScript,
  pathSlip,
  yamllintFixes,
  markdownlintFixes,
  scriptMode,
  textEnds,
  textHooks,
  spelling,
  workflowRetired,
  dataSyntax,
  // Python, Go, Rust, C, Java, C#, Ruby, others.
  ruffFixes,
  pythonLint,
  pythonNames,
  pythonSyntax,
  mypyUnusedIgnore,
  mypyAnnotations,
  rustcSuggestion,
  gccFixit,
  goCompiler,
  goLocalModule,
  cLibrary,
  cmakeNames,
  cppcheckStyle,
  missingSemicolon,
  missingComma,
  lastBrace,
  phpBracket,
  shellEnd,
  makefileTab,
  javaImport,
  javaClassName,
  csharp,
  perlNames,
  phpcsReport,
  terraformSuggestion,
  rubySuggestion,
  rubocopOffenses,
  shellcheckLines,
  printedDiff,
  // What comes to light only once the rest is right.
  tscFollowUp,
  workflowFollowUp,
  // Formatters.
  prettierFormat,
  goFormat,
  ruffFormatter,
  pythonFormat,
  terraformFormatter,
  biomeFixes,
];
