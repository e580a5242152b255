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
    'FileWriter PrintWriter Serializable UncheckedIOException FileNotFoundException EOFException OutputStreamWriter PrintStream ByteArrayInputStream ByteArrayOutputStream',
  'java.nio.file': 'Files Paths Path StandardOpenOption StandardCopyOption NoSuchFileException',
  'java.nio.charset': 'StandardCharsets Charset',
  'java.math': 'BigDecimal BigInteger RoundingMode',
  'java.time':
    'LocalDate LocalDateTime LocalTime Instant ZonedDateTime ZoneId ZoneOffset Duration Period OffsetDateTime DayOfWeek YearMonth',
  'java.time.temporal': 'ChronoUnit',
  'java.net': 'URI URL URISyntaxException MalformedURLException',
  'java.net.http': 'HttpClient HttpRequest HttpResponse',
  'java.time.format': 'DateTimeFormatter',
};
/** The full name of a class of the JDK, by its own. */
export const CLASS_BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(HOMES).flatMap(([home, names]) => names.split(' ').map((name) => [name, `${home}.${name}`])),
);
/** Of `java.lang`: they need no import. */
const LANG = new Set(
  (
    'Object String StringBuilder StringBuffer CharSequence Character Byte Short Integer Long Float Double Boolean Number Math StrictMath Void ' +
    'System Runtime Thread Runnable Process ProcessBuilder Iterable Comparable Cloneable AutoCloseable Enum Record Class ClassLoader Package ' +
    'Throwable Exception RuntimeException Error ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException ClassCastException ' +
    'ClassNotFoundException CloneNotSupportedException IllegalArgumentException IllegalStateException IndexOutOfBoundsException ' +
    'InterruptedException NegativeArraySizeException NullPointerException NumberFormatException SecurityException ' +
    'StringIndexOutOfBoundsException UnsupportedOperationException AssertionError OutOfMemoryError StackOverflowError ' +
    'Override Deprecated SuppressWarnings FunctionalInterface SafeVarargs ThreadLocal Appendable Readable StackTraceElement'
  ).split(' '),
);

/** Source without strings and comments, which become blanks. */
export function javaCode(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (part) =>
    part.replace(/[^\n]/g, ' '),
  );
}

/** Names of classes that a file uses and that neither it, its imports, the project nor `java.lang` has. */
export function unknownClasses(text: string, paths: Iterable<string>): string[] {
  const code = javaCode(text);
  // Another package's names cannot be told without its files.
  if (/\bimport\s+(?:static\s+)?[\w.]+\.\*\s*;/.test(code)) return [];
  const known = new Set([...paths].flatMap((path) => /([^/]+)\.java$/.exec(path)?.[1] ?? []));
  for (const [, name = ''] of code.matchAll(/\bimport\s+(?:static\s+)?[\w.]+\.(\w+)\s*;/g)) known.add(name);
  for (const [, name = ''] of code.matchAll(/\b(?:class|interface|enum|record|@interface)\s+(\w+)/g)) known.add(name);
  for (const [, names = ''] of code.matchAll(
    /<([A-Z]\w*(?:\s+extends\s+[\w.<>&\s]+)?(?:\s*,\s*[A-Z]\w*)*)>\s*(?:\w|\{|\()/g,
  ))
    for (const name of names.split(/\W+/)) if (/^[A-Z]\d?$/.test(name)) known.add(name);
  const uses = [...code.matchAll(/(?<![\w.@])@?([A-Z][a-z]\w*)\b/g)].map(([, name = '']) => name);
  return [...new Set(uses)].filter((name) => !known.has(name) && !LANG.has(name));
}

/** Source with imports added: sorted among those of the file, below its package line, or at its head. */
export function withImports(text: string, names: readonly string[]): string {
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
