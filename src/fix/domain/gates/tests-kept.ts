import type { DiffFile } from '../unified-diff';
import { fail, wordGate, worst } from './added-words';
import type { Gate, GateResult } from './gate.types';
import { isSnapshot, isTest } from './kinds';
import { HOLLOW_TESTS, runsTests } from './test-rules';

const DECLARED =
  /\b(?:it|test|specify|scenario|describe|context)(?:\.\w+)?(?:\.each\b.{0,200})?\s*\(?\s*["'`]|^\s*(?:async )?def test\w*|^\s*func (?:\([^)]*\) )?(?:Test|Benchmark|Fuzz|Example)\w*\(|#\[(?:\w+::)?test\b|@(?:Test|ParameterizedTest|Property)\b|\[(?:Fact|Theory|Test|TestMethod)\b|^\s*(?:public )?function test\w+|\bTEST(?:_F|_P)?\(/;
const ASSERTS =
  /\bexpect\w*\s*[({]|\bassert\w*\b|\.should\b|\.to(?:Be|Equal|Match|Throw|Have)\w*\(|\bt\.(?:Error|Fatal|Fail|is|deepEqual|equal|truthy)\w*\(|\brequire\.(?:NoError|Equal|True|Len)\w*\(|\bEXPECT_\w+\(|\bASSERT_\w+\(|\$this->assert|\bverify\(|\bmust_\w+|\braises\(|\bwith self\.assert|\bXCT(?:Assert|Fail|Unwrap)\w*|#(?:expect|require)\(|\bAssert\.\w+\(|\brefute\w*\b|\bshould(?:Be|Equal|Have|Contain|Throw|Match|Start|End)\w*\b|\b(?:REQUIRE|CHECK)(?:_\w+)?\(/;
/** Assertions that hold of nearly anything, or of everything. */
const WEAK =
  /\.(?:toBeDefined|toBeTruthy|toBeFalsy|toBeUndefined|not\.toBeNull|not\.toBeUndefined|not\.toThrow)\(\)|\bexpect\(\s*(?:true|1|null)\s*\)|\bassert(?:\.ok|True)?\s*\(?\s*(?:true|True|1)\s*(?:[,)\]]|$)|\bexpect\.anything\(\)|\bexpect\.any\(|\bassert (?:True|1)\b|assertNotNull\(|assert!\(true\)|\.toMatchObject\(\{\}\)|toBeGreaterThan(?:OrEqual)?\(0\)|to be_truthy|\bAssert\.(?:IsNotNull|NotNull|NotEmpty|IsNotEmpty)\(|\bXCTAssertNotNil\(|\bassertIsNotNone\(|\b(?:assert|require)\.(?:NotNil|NotEmpty)\(|\bis not None\b|\.not_to be_nil|or True\b|\|\| true\b/;

/** A line without what formatting changes. */
const bare = (text: string): string => text.replaceAll(/[\s;,'"`()]+/g, '').replaceAll(/_/g, '');
/** The literals a line holds its subject against, and how. */
const held = (text: string): string =>
  [
    ...text.matchAll(
      /"[^"]*"|'[^']*'|`[^`]*`|(?<![\w.])-?\d[\w.]*|\b(?:true|false|null|None|True|False|undefined|nil)\b|\.(?:not|to[A-Z]\w*|resolves|rejects)\b|\b(?:not|assert\w*|is|in)\b|[=!<>]=+|[<>]/g,
    ),
  ]
    .map(([word]) => word.replaceAll(/["'`]/g, '"'))
    .sort()
    .join(' ');

function less(from: readonly string[], these: readonly string[]): string[] {
  const rest = [...from];
  for (const each of these) {
    const at = rest.indexOf(each);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

const COMMENTED = /^\s*(?:\/\/|#|--|\/\*|\*|<!--|"""|''')\s?/;

function ofFile(gate: string, file: DiffFile): GateResult[] {
  if (isSnapshot(file.path)) return [];
  const all = (lines: DiffFile['added']): string[] => lines.map(({ text }) => text.slice(0, 2000));
  const code = (lines: readonly string[]): string[] =>
    lines.filter((text) => !COMMENTED.test(text) || /^\s*#\[/.test(text));
  const [removed, added] = [code(all(file.removed)), code(all(file.added))];
  const failures: GateResult[] = [];
  const refuse = (reason: string): void => void failures.push(fail(gate, 'refuse', `${file.path} ${reason}`));
  const human = (reason: string): void => void failures.push(fail(gate, 'human', `${file.path} ${reason}`));
  if (isTest(file.path) && file.status === 'deleted') refuse('is a test and would be deleted');
  else if (file.status === 'deleted') human('would be deleted');
  // Only spaces, quotes and commas moved: formatting.
  if (file.status === 'modified' && bare(removed.join('')) === bare(added.join(''))) return failures;
  const inline = /#\[(?:\w+::)?test\b|assert(?:_eq|_ne)?!/;
  const tests = isTest(file.path) || [...removed, ...added].some((text) => inline.test(text));
  if (!tests) return failures;
  const declared = (lines: readonly string[]): number => lines.filter((text) => DECLARED.test(text)).length;
  if (declared(removed) > declared(added)) refuse('loses tests');
  const assertions = (lines: readonly string[]): string[] => lines.filter((text) => ASSERTS.test(text));
  const gone = less(assertions(removed).map(bare), added.map(bare));
  const come = assertions(added);
  if (assertions(removed).length > come.length && gone.length > 0) refuse('loses assertions');
  const weak = (lines: readonly string[]): number => lines.filter((text) => WEAK.test(text)).length;
  if (weak(added) > weak(removed) && gone.length > 0) refuse('weakens an assertion');
  const changed = less(assertions(removed).map(held), come.map(held));
  if (changed.length > 0 && gone.length > 0) human('expects something else');
  // A literal on a line of its own may be an expected value of the assertion around it.
  const literal = /^\s*[\w"'.[\]{}:,\s-]+$/;
  const quiet = (text: string): boolean => literal.test(text) && !ASSERTS.test(text) && held(text) !== '';
  const data = less(removed.filter(quiet).map(held), added.filter(quiet).map(held));
  if (data.length > 0 && added.some(quiet)) human('changes data of a test');
  return failures;
}

const hollow = wordGate('tests-kept', HOLLOW_TESTS, '');

/** Tests and their assertions stay: none deleted, none weakened, no expected value rewritten without a person. */
export const testsKept: Gate = {
  name: 'tests-kept',
  check: (input) => {
    const found = input.files.flatMap((file) => [...ofFile('tests-kept', file), ...commentedOut('tests-kept', file)]);
    const tricks = hollow.check(input);
    return worst('tests-kept', tricks.passed ? found : [...found, tricks], 'tests and assertions are as before');
  },
};

/** Code turned into a comment is code deleted. */
function commentedOut(gate: string, file: DiffFile): GateResult[] {
  const removed = new Set(
    file.removed.map(({ text }) => text.trim()).filter((text) => text.length > 5 && !COMMENTED.test(text)),
  );
  const out = file.added.some(({ text }) => COMMENTED.test(text) && removed.has(text.replace(COMMENTED, '').trim()));
  return out ? [fail(gate, isTest(file.path) ? 'refuse' : 'human', `${file.path} comments code out`)] : [];
}

/** A run that writes what it should compare can no longer fail. */
const rewriting = wordGate(
  'snapshots',
  [
    {
      pattern:
        /\b(?:jest|vitest|ava)\b[^&|;"'\n]*\s-u\b|--(?:updateSnapshot|update-snapshots?|snapshot-update|force-regen|update-goldens?)\b|\b(?:UPDATE_(?:SNAPSHOTS?|GOLDENS?|EXPECT)|INSTA_UPDATE|SNAPSHOT_UPDATE)\s*[:=]\s*["']?(?!no\b|0|false\b)\w+/,
      severity: 'refuse',
      says: 'has a test run rewrite its snapshots',
      where: runsTests,
    },
  ],
  '',
);

/** Files a test run wrote are rewritten only where the owner allows it, and then a person looks. */
export const snapshots: Gate = {
  name: 'snapshots',
  check: (input) => {
    const { files, policy } = input;
    const written = files
      .filter(({ path }) => isSnapshot(path))
      .map(({ path }) =>
        policy.allow_snapshot_updates
          ? fail('snapshots', 'human', `${path} is rewritten: look whether the new output is meant`)
          : fail('snapshots', 'refuse', `${path} would be rewritten, and allow_snapshot_updates is off`),
      );
    const itself = rewriting.check(input);
    return worst('snapshots', itself.passed ? written : [...written, itself], 'no snapshot is rewritten');
  },
};
