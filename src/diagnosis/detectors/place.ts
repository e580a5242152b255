import type { IssueSeverity } from '../diagnosis.types';

/** Files without an ending that tools complain about all the same. */
const BARE_NAMES =
  /^(?:Dockerfile|Containerfile|Makefile|GNUmakefile|Gemfile|Rakefile|Jenkinsfile|Vagrantfile|Podfile|Fastfile|Procfile|Brewfile|Justfile|APKBUILD|PKGBUILD|BUILD|WORKSPACE|README|LICENSE|CODEOWNERS|SConstruct|SConscript|\.env(?:\.[\w-]{1,40})?)$/;
/** What tools call input that has no name. */
const NAMELESS =
  /^(?:-|%:?[pt]|\/dev\/stdin|stdin|Standard input code|php shell code|<(?:stdin|string|input|standard input|unknown|text|nofile|command-line|built-in)>|\{standard input\})$/i;
const ENDING = /[\w)\]~-]\.[A-Za-z][A-Za-z0-9_+-]{0,15}$/;
/** `example.com:443` is a host and a port. */
const HOST = /^[\w.-]{1,200}\.(?:com|org|net|io|dev|local|internal|cloud|app|gov|edu)$/i;
const ROOTED = /^(?:[A-Za-z]:[\\/]|\/|\.{1,2}[\\/]|file:\/\/|~\/)/;

/** True for what may be a file's path as a tool prints it; a sentence, a host, a time of day and a URL are none. */
export function isPath(text: string): boolean {
  if (text === '' || text.length > 320) return false;
  if (NAMELESS.test(text) || BARE_NAMES.test(text)) return true;
  if (/^(?:https?|ftp|git|ssh|wss?):|[<>|*?"`\t=;]|^[@!&({[#-]|\[[^\]]{0,320}$/.test(text)) return false;
  const rooted = ROOTED.test(text);
  if (!rooted && text.includes(' ')) return false;
  if (/ {2}| [\\/]/.test(text)) return false;
  if (rooted && / (?:at|in|is|was|to|of|on|for|from) /.test(text)) return false;
  if (!ENDING.test(text)) return /[\\/]/.test(text) && /[A-Za-z]/.test(text) && !/[\\/,]$/.test(text);
  return !HOST.test(text);
}

/** True for input that has no name; an issue there has a line but no file. */
export function isNameless(text: string): boolean {
  return NAMELESS.test(text);
}

/** A path as an issue carries it: without `file://` and quotes; null for input without a name. */
export function fileOf(text: string | null | undefined): string | null {
  if (text === undefined || text === null) return null;
  const file = text
    .trim()
    .replace(/^["'`](.{1,320})["'`]$/, '$1')
    .trim()
    .replace(/^file:\/\/(?:localhost)?/, '')
    .replace(/^\/(?=[A-Za-z]:[\\/])/, '')
    // Windows doesn't tell `c:` from `C:`; two tools' paths of one file should be equal.
    .replace(/^[a-z](?=:[\\/])/, (drive) => drive.toUpperCase());
  return file === '' || isNameless(file) ? null : file;
}

const ERROR_WORD =
  /^(?:fatal|error|err|e|f|critical|crit|failure|failed|serious|high|very_high|blocker|panic|severe|exception|fehler|erreur|syntaxerror|parseerror)\b/i;
const WARNING_WORD =
  /^(?:warning|warn|w|medium|moderate|major|style|performance|portability|convention|refactor|deprecated|deprecation|questionable|extension|obsolescent|deleted|non-standard|avertissement|warnung)\b/i;

/** The severity that a tool's word means; `error` where there is none, for a red job's tool has spoken. */
export function severityOf(word: string | null | undefined): IssueSeverity {
  if (word === undefined || word === null || word === '') return 'error';
  const bare = word.trim().replace(/^[[(*%]{1,3}/, '');
  if (WARNING_WORD.test(bare) || /\bwarning\b/i.test(bare)) return 'warning';
  if (ERROR_WORD.test(bare) || /error\b/i.test(bare)) return 'error';
  return 'notice';
}

export interface Complaint {
  readonly severity: IssueSeverity;
  /** The tool's own word, null when it gave none. */
  readonly word: string | null;
  readonly rule: string | null;
  readonly message: string;
}

/** `error: `, `[WARN] `, `fatal error C1083: `, `warning #6843: `, `Error[Pe018]: `, `error[E0308]: `, `(W) `, `Hint warning H2164: ` */
const WORD =
  /^[[(]?((?:(?:fatal|internal|syntax|parse|parser|read|runtime|performance|hint|compilation|compiler) ){0,2}(?:fatal|errors?|err|warnings?|warn|notice|notes?|information|info|hint|remark|suggestion|style|refactor|convention|deprecated|portability|performance|critical|failure|advice|severe|low|medium|high|debug|issue)|[EWIFCRND](?=[\]):]))[\])]{0,2}(?=[\s:\-#,[(]|$)/i;
/** What may stand between the word and the message and is the rule: `TS2322`, `#177-D`, `[E0308]`, `LNK4075`, `no-unused-vars`. */
const RULE_AFTER =
  /^\s{0,4}(?:[[(]([\w./:#-]{1,80})[\])]|(#?[A-Za-z]{0,12}[-_.]?\d{1,8}(?:-[A-Za-z])?)|([A-Za-z][\w./]{0,60}[-/][\w./-]{1,80})|([a-z][a-z0-9]{1,40})(?= : ))\s{0,2}(?:[:\-–]{1,2}\s|:(?=\S)|(?=\s)|$)/;
const KEPT = /^(?:syntax|parser?|read|runtime|compil)/i;
const SEPARATOR = /^[\s:\-–,]{0,12}/;
/** `E501 line too long`, `[C0301] `, `(W612) `, `SC2086: ` */
const CODE_FIRST =
  /^[[(]?([A-Z]{1,8}[-_]?\d{2,6}(?:-[A-Z])?)(?:[\])]{0,2}|(?:\([\w-]{1,60}\)))\s{0,3}[:\s-]\s{0,3}(?=\S)/;
/** Pylint's `[C0114(missing-docstring)Foo.bar] `, `[C0114(missing-docstring), Foo.bar] ` */
const CODE_NAMED = /^\[([A-Z]\d{4})\([a-z][\w-]{2,60}\)[^\]]{0,200}\] (?=\S)/;
/** Python's `DeprecationWarning: `, `pytest.PytestUnknownMarkWarning: ` */
const WARNING_CLASS = /^((?:\w{1,40}\.){0,4}[A-Z]\w{0,60}Warning): (?=\S)/;
/** `Style/StringLiterals: `, `no-unused-vars: ` */
const NAME_FIRST = /^([A-Z][A-Za-z]{1,40}\/[\w/]{1,60}|[a-z]{2,30}(?:-[a-z0-9]{1,30}){1,8}): (?=\S)/;
const CODE_LAST =
  /\s\[ ?((?=[^\]]{0,80}[a-z])-?[\w.,/=+()-]{2,80}|-W[\w=+-]{1,60},[A-Z][A-Za-z ]{2,60}) ?\]$|\s[[(]([A-Z]{1,8}\d{2,6})[\])]$/;
const NAME_LAST = /\s\((?:see )?(@?[a-z][\w]{0,40}(?:[-/][\w@./-]{1,80})|[a-z]{3,30}_[a-z_]{3,60})\)$/;

/** A single word in parentheses is a rule only behind a severity: `[error] too many spaces (brackets)`. */
const WORD_LAST = /\s\(([a-z][a-z0-9]{2,40})\)$/;

/** Standard's `Strings must use singlequote. (quotes)`: a sentence ends before the rule. */
const SENTENCE_RULE = /(?<=\.) \(([a-z][a-z0-9]{2,40})\)$/;

/** Reads the severity, the rule and the words from what stands behind a place; linear in its length. */
export function readComplaint(rest: string): Complaint {
  let text = rest
    .trim()
    .replace(/ \(warning\)$/, '')
    .replace(/^\[(?:Correctable|Corrected|Todo|\*)\] /, '');
  let rule: string | null = null;
  const word = WORD.exec(text);
  // `syntax error, unexpected end` says what is wrong; only bare words are cut off.
  if (word && !KEPT.test(word[1] ?? '')) {
    text = text.slice(word[0].length);
    const after = RULE_AFTER.exec(text);
    if (after) {
      rule = after[1] ?? after[2] ?? after[3] ?? after[4] ?? null;
      text = text.slice(after[0].length);
    }
    text = text.replace(SEPARATOR, '').replace(/^\[(?:Correctable|Corrected|Todo|\*)\] /, '');
  }
  const first =
    rule === null
      ? (CODE_FIRST.exec(text) ?? CODE_NAMED.exec(text) ?? NAME_FIRST.exec(text) ?? WARNING_CLASS.exec(text))
      : null;
  let behind: string | null = null;
  if (first && text.length > first[0].length) {
    rule = first[1] ?? null;
    text = text.slice(first[0].length);
    // hadolint's `DL3008 warning: words`, pylint's `C0303 (trailing-whitespace) words`
    behind = word ? null : (/^(error|warning|info|style): (?=\S)/.exec(text)?.[0] ?? null);
    text = text.slice(behind?.length ?? 0).replace(/^\([a-z][a-z-]{3,50}\) (?=\S)/, '');
  }
  if (rule === null) {
    const last =
      CODE_LAST.exec(text.slice(-100)) ??
      NAME_LAST.exec(text.slice(-140)) ??
      (word ? WORD_LAST.exec(text.slice(-60)) : null);
    if (last) {
      // clang can name the category too: `[-Wformat,Format String Issue]`
      rule = (last[1] ?? last[2] ?? '').replace(/^-W(?:error[=,])?/, '').replace(/,(?:-W|[A-Z\d]).{0,80}$/, '');
      text = text.slice(0, text.length - last[0].length);
    }
  }
  // ESLint's unix form: `[Error/no-var]`, `[warning]`; standard's: `(no-var) (warning)`.
  const late = /^(error|warning)(?:\/(.{1,100}))?$/i.exec(rule ?? '');
  if (late) rule = late[2] ?? null;
  if (rule === null) {
    const name = NAME_LAST.exec(text.slice(-140)) ?? SENTENCE_RULE.exec(text.slice(-70));
    rule = name?.[1] ?? null;
    if (name) text = text.slice(0, text.length - name[0].length);
  }
  if (/^[CREWF]\d{4}$/.test(rule ?? '')) text = text.replace(/ \([a-z]{1,30}(?:-[a-z]{1,30}){1,6}\)$/, '');
  text = text.replace(/ \[(?:Semantic|Parse|Lexical or Preprocessor|Value Conversion) Issue\]$/, '');
  const warned = word === null && (rule ?? '').endsWith('Warning') ? 'warning' : null;
  const spoken = word?.[1] ?? behind?.slice(0, -2) ?? late?.[1] ?? warned;
  return { severity: severityOf(spoken ?? letterOf(rule)), word: spoken, rule, message: text.trim() };
}

/** Linters in Python's manner put the severity into the code's letter. */
function letterOf(rule: string | null): string | null {
  const letter = /^([WCRIN])\d{3,5}$/.exec(rule ?? '')?.[1];
  return letter === 'C' || letter === 'R' ? 'warning' : (letter ?? null);
}
