import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { withImport } from './imports';
import { columnsOfName, scanPython } from './scan';

/** Checkers' names for a name that is nowhere defined. */
export const UNDEFINED: ReadonlySet<string> = new Set(['F821', 'E0602', 'name-defined', 'NameError']);

/** Modules of the standard library whose name is hardly ever anything else, used as `name.something`. */
const MODULES = new Set(
  (
    'abc argparse array ast asyncio atexit base64 bisect builtins calendar collections concurrent configparser contextlib copy csv ctypes ' +
    'dataclasses datetime decimal difflib dis email enum errno faulthandler fnmatch fractions functools gc getpass gettext glob gzip ' +
    'hashlib heapq hmac html http importlib inspect io ipaddress itertools json keyword linecache locale logging lzma math mimetypes ' +
    'multiprocessing operator os pathlib pickle pkgutil platform pprint queue random re sched secrets select selectors shelve shlex ' +
    'shutil signal smtplib socket socketserver sqlite3 ssl stat statistics string struct subprocess sys sysconfig tarfile tempfile ' +
    'textwrap threading time timeit tokenize traceback tracemalloc types typing unicodedata unittest urllib uuid venv warnings weakref ' +
    'webbrowser xml zipfile zlib zoneinfo'
  ).split(' '),
);
/** Names that `typing` alone has, of every Python that is alive. */
const TYPING = new Set(
  (
    'Any Optional Union List Dict Set FrozenSet Tuple Callable ClassVar Final Literal TypeVar Generic Protocol NamedTuple TypedDict ' +
    'NoReturn DefaultDict Type Annotated'
  ).split(' '),
);
/** Names whose one well-known home is not `typing`. */
const HOMES: Readonly<Record<string, string>> = {
  Path: 'pathlib',
  PurePath: 'pathlib',
  dataclass: 'dataclasses',
  defaultdict: 'collections',
  namedtuple: 'collections',
  OrderedDict: 'collections',
  Decimal: 'decimal',
  timedelta: 'datetime',
  contextmanager: 'contextlib',
  lru_cache: 'functools',
  wraps: 'functools',
  abstractmethod: 'abc',
  ABC: 'abc',
  Enum: 'enum',
  IntEnum: 'enum',
  StringIO: 'io',
  BytesIO: 'io',
  Mock: 'unittest.mock',
  MagicMock: 'unittest.mock',
};

/** The import statement a name alone can mean in a file; null when it is bound there or may mean something else. */
export function importFor(text: string, name: string): string | null {
  const lines = scanPython(text);
  const uses = lines.flatMap((line) =>
    columnsOfName(line, name, false).map((column) => line.code.slice(column - 1 + name.length)),
  );
  const bound = lines.some(({ code }) =>
    new RegExp(
      `^\\s*(?:def|class)\\s+${name}\\b|\\b${name}\\s*(?::[^=]+)?=(?!=)|\\bfor\\s+.*\\b${name}\\b.*\\bin\\b|\\bimport\\s.*\\b${name}\\b|\\bas\\s+${name}\\b`,
    ).test(code),
  );
  if (uses.length === 0 || bound) return null;
  if (MODULES.has(name)) return uses.every((rest) => /^\s*\.\s*[a-zA-Z_]/.test(rest)) ? `import ${name}` : null;
  const home = TYPING.has(name) ? 'typing' : Object.hasOwn(HOMES, name) ? HOMES[name] : undefined;
  return home === undefined ? null : `from ${home} import ${name}`;
}

/** Source with the import that an undefined name lacks; null when it is not certain which. Gives the text when it is there already. */
export function withDefined(text: string, { message }: DiagnosisIssue): string | null {
  const [, name] = /['"`]([\p{L}\p{N}_]+)['"`]/u.exec(message) ?? [];
  if (name === undefined) return null;
  const has = new RegExp(`^(?:import ${name}$|from \\S+ import (?:.*, )?${name}(?:,|$))`, 'm').test(text);
  if (has) return text;
  const statement = importFor(text, name);
  return statement === null ? null : withImport(text, statement);
}
