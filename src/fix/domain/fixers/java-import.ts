import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { linesFrom, quoteOf, rewrite } from '../kit';

/** Classes of the JDK whose name has one well-known home. */
const HOMES: Readonly<Record<string, string>> = {
  'java.util':
    'List ArrayList LinkedList Map HashMap LinkedHashMap TreeMap Set HashSet LinkedHashSet TreeSet Collection Collections Arrays Objects ' +
    'Optional OptionalInt Scanner Iterator Comparator Deque ArrayDeque Queue PriorityQueue UUID StringJoiner Locale EnumMap EnumSet BitSet NoSuchElementException ConcurrentModificationException',
  'java.util.stream': 'Collectors Stream IntStream LongStream DoubleStream',
  'java.util.function':
    'Function BiFunction Supplier Consumer BiConsumer Predicate BiPredicate UnaryOperator BinaryOperator IntFunction',
  'java.util.concurrent':
    'ConcurrentHashMap ExecutorService Executors CompletableFuture TimeUnit CountDownLatch Callable ConcurrentLinkedQueue CopyOnWriteArrayList ThreadLocalRandom',
  'java.util.concurrent.atomic': 'AtomicInteger AtomicLong AtomicBoolean AtomicReference',
  'java.util.regex': 'Pattern Matcher',
  'java.io':
    'IOException File InputStream OutputStream FileInputStream FileOutputStream BufferedReader BufferedWriter InputStreamReader FileReader ' +
    'FileWriter PrintWriter Serializable UncheckedIOException FileNotFoundException ByteArrayInputStream ByteArrayOutputStream',
  'java.nio.file': 'Files Paths',
  'java.nio.charset': 'StandardCharsets Charset',
  'java.math': 'BigDecimal BigInteger RoundingMode',
  'java.time': 'LocalDate LocalDateTime LocalTime Instant ZonedDateTime ZoneId',
  'java.time.format': 'DateTimeFormatter',
};
const BY_NAME = new Map(
  Object.entries(HOMES).flatMap(([home, names]) => names.split(' ').map((name) => [name, `${home}.${name}`])),
);

const ERROR = /(?:^|\s)(\S+\.java):(?:(\d+): error:|\[(\d+),\d+\]) (?:error: )?cannot find symbol/;
const SYMBOL = /^(?:\[ERROR\])?\s*symbol:\s+(?:class|variable|interface) (\w+)$/;

interface Missing {
  readonly line: number;
  readonly name: string | null;
}

/** Every symbol javac misses in a file; the diagnosis keeps one of a line. */
function missingIn(input: FixerInput, path: string, job: string): Missing[] {
  const lines = linesFrom(input, job, 1, Infinity);
  return lines.flatMap(({ text }, at): Missing[] => {
    const [, file, line, other] = ERROR.exec(text) ?? [];
    if (file === undefined || input.pathOf(file) !== path) return [];
    const block = lines.slice(at + 1, at + 6).map((each) => each.text);
    const end = block.findIndex((each) => each.includes('.java:'));
    const name = block.slice(0, end < 0 ? undefined : end).flatMap((each) => SYMBOL.exec(each)?.[1] ?? [])[0];
    return [{ line: Number(line ?? other), name: name ?? null }];
  });
}

/** Source with imports added: sorted among those of the file, below its package line, or at its head. */
function withImports(text: string, names: readonly string[]): string {
  const lines = text.split('\n');
  const fresh = names
    .map((name) => `import ${name};`)
    .filter((line) => !lines.includes(line))
    .sort();
  for (const line of fresh) {
    const own = lines.flatMap((each, index) => (/^import\s+(?!static)[\w.*]+;/.test(each) ? [index] : []));
    const next = own.find((index) => (lines[index] ?? '') > line);
    const last = own.at(-1);
    const head = lines.findIndex((each) => /^package\s/.test(each));
    if (next !== undefined) lines.splice(next, 0, line);
    else if (last !== undefined) lines.splice(last + 1, 0, line);
    else if (head >= 0) lines.splice(head + 1, 0, '', line, ...(lines[head + 1]?.trim() === '' ? [] : ['']));
    else lines.splice(0, 0, line, '');
  }
  return lines.join('\n');
}

/** Imports that `cannot find symbol` lacks: classes of the JDK with one home, which the project has none of. */
export const javaImport: Fixer = {
  name: 'java-import',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues) {
      const path =
        issue.file?.endsWith('.java') === true && issue.message.startsWith('cannot find symbol')
          ? input.pathOf(issue.file)
          : null;
      if (path !== null) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const outcomes: FixerOutcome[] = [];
    for (const [path, issues] of files) {
      const text = input.files.text(path);
      if (text === null) continue;
      const missing = missingIn(input, path, issues[0]?.evidence.job ?? '');
      const own = new Set([...input.files.paths].map((file) => /([^/]+)\.(?:java|kt)$/.exec(file)?.[1]));
      const homeOf = ({ name }: Missing): string | null =>
        name === null || own.has(name) ? null : (BY_NAME.get(name) ?? null);
      const unknown = missing.find((each) => homeOf(each) === null);
      if (missing.length === 0 || unknown) {
        outcomes.push({
          outcome: 'declined',
          covers: issues,
          why: `where ${unknown?.name ?? 'the symbol'} is from, the log does not say`,
        });
        continue;
      }
      const names = [...new Set(missing.flatMap((each) => homeOf(each) ?? []))];
      outcomes.push({
        outcome: 'patch',
        edits: rewrite(path, text, withImports(text, names)),
        reason: `Import ${names.join(', ')}`,
        quotes: issues.map((issue) => quoteOf(input, issue)),
        covers: issues,
        confidence: 0.9,
        safety: 'safe',
      });
    }
    return outcomes;
  },
};
