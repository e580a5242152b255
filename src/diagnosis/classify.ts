import type { KnownFailureClass } from './diagnosis.types';
import type { Detected } from './detectors';
import type { LogLine } from './log/sections';

interface Clue {
  readonly class: KnownFailureClass;
  /** How sure one such line makes us, 0 to 1. */
  readonly weight: number;
  readonly pattern: RegExp;
}

/**
 * Words of tools and platforms, each with the class they speak for. The platform's own trouble weighs most: a full disk
 * makes every tool after it complain, and is the cause all the same.
 */
const CLUES: readonly Clue[] = [
  { class: 'infra', weight: 0.95, pattern: /No space left on device|\bENOSPC\b|disk quota exceeded/i },
  {
    class: 'infra',
    weight: 0.95,
    pattern:
      /runner has received a shutdown signal|lost communication with the server|JavaScript heap out of memory|Cannot allocate memory|\boom-?kill|self-hosted runner .{0,80}lost/i,
  },
  {
    class: 'infra',
    weight: 0.85,
    pattern:
      /API rate limit exceeded|toomanyrequests|\bHTTP (?:502|503|504)\b|\b50[234] (?:Bad Gateway|Service Unavailable|Gateway Time-?out)|TLS handshake timeout|Connection reset by peer|\bECONNRESET\b|\bEAI_AGAIN\b|Could not resolve host|Temporary failure in name resolution|Cannot connect to the Docker daemon/i,
  },
  {
    class: 'timeout',
    weight: 0.95,
    pattern:
      /exceeded the maximum execution time|The operation was canceled after|execution took longer than|Job execution timeout|ERROR: Job failed: execution took/i,
  },
  {
    class: 'permission',
    weight: 0.9,
    pattern:
      /Resource not accessible by integration|Permission to .{1,200} denied to|\bE40[13]\b|HTTP 40[13]\b|Permission denied \(publickey|authentication (?:required|failed)|could not read Username|insufficient_scope/i,
  },
  {
    class: 'config',
    weight: 0.9,
    pattern:
      /Invalid workflow file|Unable to resolve action|Can't find 'action\.ya?ml'|is deprecated.{0,100}automatically failed|jobs config should contain|Missing script:|\bTS(?:18003|5\d{3}|6046)\b|Input required and not supplied|command not found|Unsupported class file major version/i,
  },
  {
    class: 'dependency',
    weight: 0.9,
    pattern:
      /\bERESOLVE\b|\bETARGET\b|\bE404\b|\bEUSAGE\b|ERR_PNPM_|YN00(?:28|13|35)|No matching distribution found|ResolutionImpossible|Could not resolve dependencies|Could not find artifact|Could not find a version that satisfies|Could not find gem|Your requirements could not be resolved|no required module provides package|missing go\.sum entry|failed to select a version|--locked was passed|Could not GET '|npm ci` can only install|frozen-lockfile|NU11\d\d/i,
  },
  {
    class: 'security',
    weight: 0.9,
    pattern:
      /\bfound \d{1,6} (?:high|critical) severity vulnerabilit|\bgitleaks\b.{0,80}leaks found|Total: \d{1,6} \(.{0,80}CRITICAL: [1-9]/i,
  },
  {
    class: 'test',
    weight: 0.85,
    pattern:
      /^\s{0,8}Tests?:? .{0,80}\b[1-9]\d{0,6} failed|^=+ .{0,80}\b[1-9]\d{0,6} failed|Tests run: \d{1,7}, (?:Failures: [1-9]|Failures: \d{1,7}, Errors: [1-9])|^--- FAIL|^\s{0,8}# fail [1-9]|^ℹ fail [1-9]|\b[1-9]\d{0,6} (?:failing|examples?, [1-9]\d{0,6} failures?)\b|test result: FAILED|There (?:was|were) \d{1,7} failures?:|There are test failures|FAILURES!|^FAIL\b|tests? failed\b|\b[1-9]\d{0,6} specs?, [1-9]\d{0,6} fail|Failed!\s{1,4}- Failed:/i,
  },
  {
    class: 'lint',
    weight: 0.8,
    pattern:
      /✖ \d{1,7} problems?|Code style issues|\bwould reformat\b|would be reformatted|\bgolangci-lint\b.{0,80}(?:issues|exit)|^Found \d{1,7} errors? \(|\boffenses? detected|checkstyle.{0,80}violations?|files? need(?:s)? formatting|spotlessCheck|\bshellcheck\b|\bESLint\b.{0,80}error|ktlint|clippy::/i,
  },
  {
    class: 'type-check',
    weight: 0.8,
    pattern:
      /\berror TS\d{4,5}\b|^Found \d{1,7} errors? in \d{1,7} files? \(checked|\bmypy\b.{0,80}error|\bpyright\b.{0,80}error|: error: .{1,300}\[[a-z-]{3,40}\]$/i,
  },
  {
    class: 'build',
    weight: 0.7,
    pattern:
      /COMPILATION ERROR|Compilation failed|compilation terminated|error(?:\[E\d{4}\])?: could not compile|\berror: aborting due to|undefined reference to|: fatal error: |Execution failed for task|BUILD FAILED|\bCMake Error\b|\bninja: build stopped|make(?:\[\d\])?: \*{3}|\bfailed to (?:solve|build|compile)\b|Module not found|Rollup failed|error CS\d{4}|\.go:\d{1,7}:\d{1,6}: |\.java:\[?\d{1,7}|error: cannot find symbol|SyntaxError/i,
  },
];

/** A first error line among hundreds of the same says the cause; ten lines of one clue say no more than one. */
const POSITION_BONUS = 0.05;

export interface Classification {
  readonly class: KnownFailureClass;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Score of each class that has any; the highest is the answer, the margin to the next goes into the confidence. */
export function classify(lines: readonly LogLine[], detected: Detected, conclusion: string): Classification | null {
  if (conclusion === 'timed_out') return { class: 'timeout', confidence: 0.95 };
  if (conclusion === 'startup_failure') return { class: 'config', confidence: 0.9 };
  const scores = new Map<KnownFailureClass, number>();
  const raise = (key: KnownFailureClass, score: number): void => {
    scores.set(key, Math.max(scores.get(key) ?? 0, score));
  };
  for (const clue of CLUES) {
    const at = lines.findIndex(({ text }) => clue.pattern.test(text));
    if (at >= 0) raise(clue.class, clue.weight + POSITION_BONUS * (1 - at / lines.length));
  }
  for (const { detector, found } of detected.issues) {
    if (detector.class && found.severity === 'error') raise(detector.class, 0.88);
  }
  for (const { detector } of detected.tests) if (detector.class) raise(detector.class, 0.9);
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (!best)
    return detected.issues.some(({ found }) => found.severity === 'error') ? { class: 'build', confidence: 0.4 } : null;
  const margin = second ? Math.min(0.25, best[1] - second[1]) : 0.25;
  return { class: best[0], confidence: Math.min(0.99, Math.round((best[1] - 0.15 + margin * 0.6) * 100) / 100) };
}
