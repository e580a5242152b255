import type { Detector } from './detector';
import type { LineFormat } from './line-format';
import { lineDetector } from './line-format';

/**
 * The linters of golangci-lint, which names the one that spoke in parentheses behind its words; `typecheck` is left out:
 * it is the compiler.
 */
const GOLANGCI = [
  'asciicheck|bidichk|bodyclose|containedctx|contextcheck|copyloopvar|cyclop|deadcode|decorder|depguard|dogsled|dupl',
  'dupword|durationcheck|err113|errcheck|errchkjson|errname|errorlint|exhaustive|exhaustruct|exportloopref|fatcontext',
  'forbidigo|forcetypeassert|funcorder|funlen|gci|ginkgolinter|gocheckcompilerdirectives|gochecknoglobals',
  'gochecknoinits|gochecksumtype|gocognit|goconst|gocritic|gocyclo|godot|godox|goerr113|gofmt|gofumpt|goheader|goimports',
  'golines|golint|gomnd|gomoddirectives|gomodguard|goprintffuncname|gosec|gosimple|gosmopolitan|govet|grouper|iface',
  'importas|inamedparam|ineffassign|interfacebloat|intrange|ireturn|lll|loggercheck|maintidx|makezero|maligned|mirror',
  'misspell|mnd|modernize|musttag|nakedret|nestif|nilerr|nilnesserr|nilnil|nlreturn|noctx|nolintlint|nonamedreturns',
  'nosprintfhostport|paralleltest|perfsprint|prealloc|predeclared|promlinter|protogetter|reassign|recvcheck|revive',
  'rowserrcheck|scopelint|sloglint|spancheck|sqlclosecheck|staticcheck|structcheck|stylecheck|tagalign|tagliatelle',
  'tenv|testableexamples|testifylint|testpackage|thelper|tparallel|unconvert|unparam|unqueryvet|unused|usestdlibvars',
  'usetesting|varcheck|varnamelen|wastedassign|whitespace|wrapcheck|wsl(?:_v5)?|zerologlint',
].join('|');
/** One of them alone. */
export const GOLANGCI_LINTER = new RegExp(`^(?:${GOLANGCI})$`);

/** Linters whose line no other tool has the form of, as their sources print it. */
const FORMATS: readonly LineFormat[] = [
  // ESLint's and TSLint's code frame: error: message (rule) at src/a.js:1:10:
  {
    has: ' at ',
    pattern:
      /^(?<severity>error|warning): (?<message>\S.{0,600}?)(?: \((?<rule>@?[\w/-]{2,100})\))? at (?<file>(?:[A-Za-z]:)?[^\s:()]{1,300}):(?<line>\d{1,7}):(?<column>\d{1,6}):$/,
    plain: true,
  },
  // golangci-lint: a.go:3:1: File is not properly formatted (gofmt)
  {
    has: '.go:',
    pattern: new RegExp(
      String.raw`^(?<file>(?:[A-Za-z]:)?[^\s:]{1,300}\.go):(?<line>\d{1,7})(?::(?<column>\d{1,6}))?: (?<message>\S.{0,700} \((?<rule>${GOLANGCI})\))$`,
    ),
    plain: true,
    severity: 'error',
  },
  // Credo on one line: [R] ↗ lib/a.ex:12:5 message
  {
    has: '] ',
    pattern:
      /^\s{0,4}┃?\s{0,2}\[(?<severity>[CDFRW])\] [↑↗→↘↓] (?<file>[^\s:]{1,300}\.(?:exs?|heex)):(?<line>\d{1,7})(?::(?<column>\d{1,6}))? (?<message>\S.{0,600})$/,
    plain: true,
    severity: 'warning',
  },
  // dotenv-linter: .env:2 DuplicatedKey: message
  {
    has: '.env',
    pattern:
      /^(?<file>[^\s:]{0,300}\.env[\w.-]{0,60}):(?<line>\d{1,7}) (?<rule>[A-Z][A-Za-z]{3,40}): (?<message>\S.{0,600})$/,
    plain: true,
    anyFile: true,
    severity: 'warning',
  },
  // rpmlint: foo.spec: W: no-cleaning-of-buildroot %install; foo.x86_64: E: …
  {
    pattern:
      /^(?<file>[^\s:]{1,300}\.(?:spec|rpm|src|noarch|x86_64|i[3-6]86|aarch64|ppc64le|s390x))(?::(?<line>\d{1,7}))?: (?<severity>[EWI]): (?<message>(?<rule>[a-z][\w-]{3,60})\b.{0,600})$/,
    plain: true,
    anyFile: true,
  },
  // puppet-lint: a.pp:3:80chars:WARNING:message
  {
    has: '.pp:',
    pattern:
      /^(?<file>(?:[A-Za-z]:)?[^:\n]{1,300}\.pp):(?<line>\d{1,7}):(?:(?<column>\d{1,6}):)?(?<rule>\w{3,60}):(?<severity>WARNING|ERROR):(?<message>\S.{0,600})$/i,
    plain: true,
  },
  // unimport: os at a.py:1
  {
    has: '.py:',
    pattern: /^(?<message>[\w.*]{1,200}) at (?<file>[^\s:]{1,300}\.py):(?<line>\d{1,7})$/,
    plain: true,
    severity: 'warning',
  },
  // named-checkzone says the record, not the line: zone example.com/IN: _srv.example.com/SRV 'a.b' (out of zone) has no addresses records
  {
    has: '/IN: ',
    pattern: /^zone \S{1,255}\/IN: (?<message>\S{1,255}\/[A-Z]{1,10} '.{1,300})$/,
    plain: true,
    severity: 'warning',
  },
  // Cadence without a place: ncelab: *W,CUSRCH: message
  {
    has: ': *',
    pattern: /^nc\w{1,20}: \*(?<severity>[EWFN]),(?<rule>\w{2,30}): (?<message>(?!.{0,700} \[File:)\S.{0,700})$/,
    plain: true,
  },
];

export const lintFormatsDetector: Detector = lineDetector(
  { name: 'lint-formats', tool: null, class: 'lint' },
  FORMATS,
  / at \S|\.pp:|\.go:\d{1,7}:.{1,740}\)$|\] [↑↗→↘↓] |\.env|: [EWI]: [a-z]|\/IN: |: \*[EWFN],/,
);
