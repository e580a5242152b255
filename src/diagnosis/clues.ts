import type { KnownFailureClass } from './diagnosis.types';

export interface Clue {
  readonly class: KnownFailureClass;
  /** How sure one such line makes us, 0 to 1. */
  readonly weight: number;
  /** True for words that no test prints by the way: they count however much else is found. */
  readonly hard?: true;
  readonly pattern: RegExp;
}

/**
 * Words of tools and platforms, each with the class they speak for. The platform's own trouble weighs most: a full disk
 * makes every tool after it complain, and is the cause all the same.
 */
export const CLUES: readonly Clue[] = [
  {
    class: 'infra',
    weight: 0.97,
    hard: true,
    pattern:
      /No space left on device|\bENOSPC\b|disk quota exceeded|runner has received a shutdown signal|lost communication with the server|self-hosted runner .{0,80}lost|JavaScript heap out of memory|\boom-?kill|hosted runner .{0,80}(?:shutdown|lost)|runner system failure/i,
  },
  {
    class: 'infra',
    weight: 0.9,
    pattern:
      /^FATAL: (?:hudson|java\.io|command execution failed)|hudson\.remoting\.|ChannelClosedException|Error (?:fetching|cloning) remote repo|Cannot allocate memory|Unable to (?:create|delete) (?:file|'.{1,200}\.git)|java\.io\.IOException: (?:Backing channel|Remote call)|Agent (?:went offline|was removed)|No Docker image found for|[Cc]onnection (?:was )?(?:aborted|closed) by (?:the )?remote|early EOF|unexpected disconnect while reading sideband|RPC failed; (?:curl|HTTP)|Failed to download action|Failed to restore cache|Cache service responded with 5\d\d/,
  },
  {
    class: 'infra',
    weight: 0.88,
    pattern:
      /API rate limit exceeded|secondary rate limit|toomanyrequests|\b429 Too Many Requests|\bHTTP (?:502|503|504)\b|\b50[0234] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|TLS handshake timeout|[Cc]onnection reset by peer|\bECONNRESET\b|\bEAI_AGAIN\b|Could not resolve host|Temporary failure in name resolution|Cannot connect to the Docker daemon|read: connection (?:timed out|refused)|stream error: stream ID|dial tcp.{0,120}(?:i\/o timeout|connection refused)|failed to (?:copy|fetch|do request): (?:httpReadSeeker|.{0,80}unexpected status)|could not fetch content descriptor|Could not connect to .{1,120} \(\d|Max retries exceeded with url|unexpected status code 5\d\d|Failed to connect to \S{1,120} port \d|server misbehaving|remote end hung up unexpectedly|net\/http: request canceled|Operation timed out after \d/,
  },
  {
    class: 'timeout',
    weight: 0.97,
    hard: true,
    pattern:
      /exceeded the maximum execution time|exceeded the maximum time limit for jobs|The operation was canceled after|execution took longer than|Job execution timeout|ERROR: Job failed: execution took|No output has been received in the last \d|Build timed out \(after/i,
  },
  {
    class: 'timeout',
    weight: 0.91,
    pattern:
      /\b(?:tests?|job|build|step|command|process|suite)s? (?:has |have |was |were )?(?:timed out|timeouts?(?=[,.!]|$))|panic: test timed out after|\bTIMEOUT, please check|(?:timed out|timeout) waiting for/i,
  },
  {
    class: 'permission',
    weight: 0.92,
    pattern:
      /Resource not accessible by integration|Permission to .{1,200} denied to|\bnpm (?:ERR!|error) (?:code )?E40[13]\b|HTTP 40[13]\b|Permission denied \(publickey|authentication (?:required|failed)|could not read Username|insufficient_scope|The requested URL returned error: 40[13]|denied: (?:requested access|permission_denied|installation not allowed)|remote: Invalid username|Bad credentials|secret .{0,60}(?:not set|is empty)|refusing to allow an? .{1,60} to create or update workflow|protected branch hook declined|Unable to get ACTIONS_ID_TOKEN|not authorized to perform|AccessDenied(?:Exception)?\b/i,
  },
  {
    class: 'config',
    weight: 0.92,
    pattern:
      /Invalid workflow file|Unable to resolve action|Can't find 'action\.ya?ml'|is deprecated.{0,100}automatically failed|jobs config should contain|Missing script:|\bTS(?:18003|5\d{3}|6046)\b|Input required and not supplied|: command not found|Unsupported class file major version|UnsupportedClassVersionError|unsafe repository|dubious ownership|Unable to create (?:a )?Root Module|Unexpected value '|Unrecognized named-value|missing server host|The workflow is not valid|invalid (?:source|target) release|Could not find or load main class|version '.{1,40}' (?:with .{1,60} )?(?:was )?not found|Unable to find (?:Node|Python|Java|Go) version|Unable to locate executable file/i,
  },
  // Checks whose message tells the author what the pull request must bring.
  {
    class: 'config',
    weight: 0.62,
    pattern: /\bplease (?:add|update|provide) (?:a |an |the )?(?:changelog|changeset|label|news|release note|entry)/i,
  },
  {
    class: 'dependency',
    weight: 0.9,
    pattern:
      /\bERESOLVE\b|\bETARGET\b|\bE404\b|\bEUSAGE\b|ERR_PNPM_|YN00(?:28|13|35)|No matching distribution found|ResolutionImpossible|Could not resolve dependencies|could not be resolved: |Could not find artifact|Could not find a version that satisfies|Could not find gem|Your requirements could not be resolved|no required module provides package|missing go\.sum entry|updates to go\.(?:mod|sum) needed|go\.(?:mod|sum)\b.{0,40}(?:not|out) (?:up-to-date|of date|in sync)|failed to select a version|--locked was passed|Could not GET '|Could not (?:resolve|find|download) [\w.-]{2,80}:[\w.-]{2,80}:|npm ci` can only install|frozen-lockfile|NU11\d\d|lock ?file.{0,60}(?:out of date|not up to date|needs to be updated|not in sync|out-of-date)|inconsistent vendoring|No solution found when resolving|\b[1-9]\d{0,5} vulnerabilities found/i,
  },
  {
    class: 'security',
    weight: 0.9,
    pattern:
      /\bgitleaks\b.{0,80}leaks found|Total: \d{1,6} \(.{0,80}CRITICAL: [1-9]|secret scanning .{0,60}(?:blocked|detected)|Push cannot contain secrets/i,
  },
  {
    class: 'test',
    weight: 0.87,
    pattern:
      /^\s{0,8}(?:Tests?|Test Suites|Snapshots?):? .{0,80}\b[1-9]\d{0,6} failed|^=+ .{0,80}\b[1-9]\d{0,6} (?:failed|errors?)\b|Tests run: ?\d{1,7}, {1,2}(?:Failures: ?[1-9]|Failures: ?\d{1,7}, {1,2}Errors: ?[1-9])|^\s{0,40}--- FAIL|^\s{0,8}# fail [1-9]|^ℹ fail [1-9]|^\s{0,20}\b[1-9]\d{0,6} failing\b|\bexamples?, [1-9]\d{0,6} failures?\b|test result: FAILED|There (?:was|were) \d{1,7} failures?:|There (?:are|were) (?:test failures|failing tests)|FAILURES!|^FAIL\b|\b\d{1,7} tests?(?: completed)?,? [1-9]\d{0,6} failed\b|^[1-9]\d{0,6} tests? failed\b|\b[1-9]\d{0,6} specs?, [1-9]\d{0,6} fail|Failed!\s{1,4}- Failed:|^FAILED \((?:failures|errors)=|[1-9]\d{0,6} of \d{1,7} tests? failed|test failed, to rerun pass|\b\d{1,7} runs?, \d{1,9} assertions?, (?:[1-9]\d{0,6} failures|\d{1,6} failures, [1-9]\d{0,6} errors)|Executed \d{1,6} of \d{1,6} .{0,60}\([1-9]\d{0,5} FAILED\)|^Failed tests:|Test Run Failed|\bTEST FAILED\b|The following tests FAILED/i,
  },
  {
    class: 'lint',
    weight: 0.82,
    pattern:
      /✖ [1-9]\d{0,6} problems?|Code style issues|\bwould reformat\b|would be reformatted|\bgolangci-lint\b.{0,80}(?:issues|exit)|^Found [1-9]\d{0,6} errors?\.?(?: \(|$)|[1-9]\d{0,6} offenses? detected|[Cc]heckstyle.{0,80}violations?|files? needs? formatting|Execution failed for task '.{0,120}:(?:spotless|checkstyle|ktlint|detekt|pmd|spotbugs)|\bESLint\b.{0,80}error|ktlint|clippy::|uses prettier to format|run .{1,60}(?:prettier|gofmt|rustfmt|black|format)\b.{0,80}(?:commit|fix|format)|Run '?(?:gofmt|make fmt|black|isort|rustfmt|cargo fmt)|imported and not used$/,
  },
  // A package that nobody installed, and what names packages but is not there.
  {
    class: 'dependency',
    weight: 0.86,
    pattern:
      /^(?:Error \[ERR_MODULE_NOT_FOUND\]: )?Cannot find package '|^Error: Cannot find module '(?![./\\])|\bfailed to (?:get `.{1,100}` as a|load source for) dependency\b|Could not open requirements file|\[Errno 2\] No such file or directory: '[^']{0,200}(?:requirements|constraints)[^']{0,60}\.(?:txt|in)'/,
  },
  // A linter named by the target that failed, by its rules, or by what only it says.
  {
    class: 'lint',
    weight: 0.91,
    pattern:
      /make(?:\[\d\])?: \*{3} \[.{0,80}(?:lint|fmt|exhaustive|staticcheck|style|format|vet)\w{0,20}\] Error|\((?:SA|ST|S|QF|U)\d{4}\)$|\bmissing cases in switch\b/,
  },
  {
    class: 'type-check',
    weight: 0.84,
    pattern:
      /\berror TS\d{4,5}\b|\bmypy\b.{0,80}(?:error|Failed)|\bpyright\b.{0,80}error|\.pyi?:\d{1,7}(?::\d{1,7}){0,3}: error: .{1,300}\[[a-z-]{3,40}\]$/i,
  },
  {
    class: 'type-check',
    weight: 0.85,
    pattern: /^Found [1-9]\d{0,6} errors? in \d{1,7} files? \((?:checked|errors prevented)/,
  },
  {
    class: 'build',
    weight: 0.74,
    pattern:
      /COMPILATION ERROR|Compilation failed|Compilation failure|compilation terminated|error(?:\[E\d{4}\])?: could not compile|\berror: aborting due to|undefined reference to|: fatal error: |Execution failed for task ':?.{0,120}[cC]ompile|Execution failed for task '.{0,120}(?:assemble|jar|dokka|javadoc)|\bCMake Error\b|\bninja: build stopped|\bfailed to (?:solve|build|compile)\b|Module not found|Rollup failed|error CS\d{4}|\[build failed\]|\[setup failed\]|error: cannot find symbol|SyntaxError|No acceptable C compiler|BUILD FAILED|cannot find symbol|incompatible types: |\(compile\)$|: undefined: \w|could not import |ModuleNotFoundError|ImportError: cannot import/,
  },
  {
    class: 'build',
    weight: 0.5,
    pattern:
      /Execution failed for task|make(?:\[\d\])?: \*{3}|\.go:\d{1,7}:\d{1,6}: |\.java:\[?\d{1,7}|BUILD FAILURE|Build step '.{1,200}' marked build as failure/,
  },
  // The forge's own trouble, in its own words.
  {
    class: 'infra',
    weight: 0.96,
    hard: true,
    pattern:
      /while running your job\. \(Error Type: |has encountered an internal error when running|services aren't available right now|was not acquired by Runner of type|Failed to download archive '|\(system failure\)|^ERROR: Job failed: failed to pull image|No space left|Fatal: runner exited/,
  },
  // A program that was killed or found no memory, and a network that gave way.
  {
    class: 'infra',
    weight: 0.89,
    pattern:
      /OutOfMemoryError: |GC overhead limit exceeded|runtime: out of memory|: out of memory allocating|Killed signal terminated program|\bOOMKilled\b|: signal: killed$|: line \d{1,6}: {1,4}\d{1,9} Killed {2}|daemon disappeared unexpectedly|OCI runtime (?:create|exec) failed|\bReadTimeoutError\b|Unable to fetch some archives|^E: Failed to fetch https?:|returned error: 5\d\d$|\bE50[0234]$|Could not transfer artifact .{1,300}(?:Connection|timed out|50\d)|Could not (?:GET|HEAD) '.{1,300}'\. Received status code 5|\bcode (?:ECONNREFUSED|ETIMEDOUT|ERR_SOCKET_TIMEOUT)$/,
  },
  {
    class: 'infra',
    weight: 0.8,
    pattern: /^(?:Error: )?Process completed with exit code 137\b|exit (?:code|status):? 137$/,
  },
  {
    class: 'timeout',
    weight: 0.94,
    pattern:
      /^The action '.{1,200}' has timed out after \d|exceeded the maximum log length|No output has been received in the last \d/,
  },
  // Says who stopped it no more than that it was stopped.
  {
    class: 'timeout',
    weight: 0.45,
    pattern: /^(?:Error: )?The operation was cancell?ed\.|^Canceling since a higher priority waiting request/,
  },
  {
    class: 'permission',
    weight: 0.92,
    pattern:
      /: denied: denied$|\bENEEDAUTH\b|\bGH006: |\bPERMISSION_DENIED\b|^(?:fatal|Error|error): .{0,200}\b(?:401 Unauthorized|403 Forbidden)\b|Insufficient privileges|You do not have permission|remote: Repository not found|Bad credentials/,
  },
  // A script without its executable bit, a folder of another user.
  { class: 'permission', weight: 0.72, pattern: /: Permission denied$|\bEACCES: permission denied\b/ },
  {
    class: 'config',
    weight: 0.93,
    pattern:
      /automatically failed because it uses a deprecated version|with arch \w{1,10} not found$|The template is not valid\b|^error Command "[^"]{1,80}" not found\.|^\/usr\/bin\/env: .{1,80}No such file or directory$|\bscheduled Ubuntu .{1,20} (?:brownout|retirement)|is not recognized as an internal or external command|executable file not found in \$PATH|^Unable to find any? .{1,60}version|jobs?:.{1,80} config (?:contains|should)|No runner matching the specified labels|\ban artifact with this name already exists\b|An error occurred trying to start process '.{1,200}' with working directory |\bunknown keys in `extends`/,
  },
  { class: 'config', weight: 0.55, pattern: /: (?:cannot open .{1,100}: )?No such file or directory$|exit code 127\b/ },
  {
    class: 'dependency',
    weight: 0.9,
    pattern:
      /^error Couldn't find package "|is incompatible with this module\. Expected|version solving failed|poetry\.lock was last generated|poetry\.lock is not up to date|DO NOT MATCH THE HASHES|Could not resolve all (?:files|dependencies|artifacts|task dependencies) for|Bundler could not find compatible versions|Your bundle is locked to|lockfile can't be updated|frozen mode is set|lock file does not contain a compatible set|^E: Unable to locate package|^error An unexpected error occurred: "https?:.{1,300}: Not found"|cannot find module providing package|unable to resolve dependency tree|ERR_PNPM_FETCH_404|The dependencies in your Gemfile changed|verifying \S{1,200}: checksum mismatch|conflicting dependencies\b/,
  },
  {
    class: 'security',
    weight: 0.9,
    pattern:
      /\bleaks found: [1-9]|\b[1-9]\d{0,5} (?:moderate|high|critical) severity vulnerabilit|GITHUB PUSH PROTECTION/,
  },
  // pre-commit's verdict on one hook
  { class: 'lint', weight: 0.72, pattern: /^[^.].{2,100}\.{3,80}(?:\(.{1,40}\))?Failed$/ },
  { class: 'test', weight: 0.87, pattern: /^Tests: \d{1,7}, Assertions: \d{1,9}.{0,80}(?:Failures|Errors): [1-9]/ },
  { class: 'type-check', weight: 0.84, pattern: /^Type error: \S/ },
];
