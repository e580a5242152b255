/** Packages of the standard library whose last name is theirs alone, by that name. */
const PACKAGES: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'bufio bytes context errors flag fmt io log math mime os path reflect regexp runtime sort ' +
    'strconv strings sync testing time unicode archive/tar archive/zip compress/gzip compress/zlib container/heap ' +
    'container/list crypto/hmac crypto/md5 crypto/sha1 crypto/sha256 crypto/sha512 ' +
    'crypto/subtle crypto/tls crypto/x509 encoding/base64 encoding/binary encoding/csv encoding/gob encoding/hex ' +
    'encoding/json encoding/xml io/fs math/big math/bits math/cmplx net/http ' +
    'net/http/httptest net/smtp net/url os/exec os/signal os/user path/filepath sync/atomic ' +
    'testing/fstest testing/iotest text/tabwriter unicode/utf8 unicode/utf16'
  )
    .split(' ')
    .filter((path) => path !== '')
    .map((path) => [path.split('/').at(-1) ?? path, path]),
);

/** Packages whose name is often a variable's: only with a member that is theirs. */
const MEMBERS: Readonly<Record<string, RegExp>> = {
  url: /^(?:Parse\w*|Path(?:Escape|Unescape)|Query(?:Escape|Unescape)|Values|URL|UserPassword)$/,
  path: /^(?:Join|Base|Dir|Ext|Clean|IsAbs|Match|Split)$/,
  user: /^(?:Current|Lookup\w*)$/,
  list: /^New$/,
  heap: /^(?:Init|Push|Pop|Fix|Remove|Interface)$/,
  fs: /^(?:FS|WalkDir|WalkDirFunc|DirEntry|FileMode|FileInfo|ReadFile|ErrNotExist)$/,
  sort: /^(?:Slice\w*|Strings|Ints|Sort|Stable|Search\w*|Interface|Reverse)$/,
};

/** The one package of the standard library a selector can mean; null when there is none or more than one. */
export function standardPackage(name: string, member: string): string | null {
  if (Object.hasOwn(MEMBERS, name) && MEMBERS[name]?.test(member) !== true) return null;
  return Object.hasOwn(PACKAGES, name) ? (PACKAGES[name] ?? null) : null;
}

const SPEC = /^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"]+)"\s*(?:\/\/.*)?$/;

/** Source without the import specs of some lines; null when a line is none, or is cgo's. */
export function withoutImports(text: string, numbers: ReadonlySet<number>): string | null {
  const lines = text.split('\n');
  for (const number of numbers) {
    const [, path] = SPEC.exec(lines[number - 1] ?? '') ?? [];
    if (path === undefined || path === 'C') return null;
  }
  const left = lines.map((line, index) => (numbers.has(index + 1) ? null : line));
  // A single import takes the blank line below it along.
  for (const number of numbers)
    if (/^import\s/.test(lines[number - 1] ?? '') && lines[number]?.trim() === '' && lines[number - 2]?.trim() === '')
      left[number] = null;
  const joined = left.flatMap((line) => line ?? []).join('\n');
  return joined
    .replace(/^import \(\s*\)\n\n?/m, '')
    .replace(/^(import \([^)]*)\n\s*\n(\s*\))/m, '$1\n$2')
    .replace(/^(import \()\n(?:[ \t]*\n)+/m, '$1\n')
    .replace(/^(import \([^)]*)\)/m, (block) => block.replace(/\n(?:[ \t]*\n){2,}/g, '\n\n'));
}

/** Source with packages of the standard library imported, sorted among their like; null when its imports are unusual. */
export function withImports(text: string, paths: readonly string[]): string | null {
  const lines = text.split('\n');
  const missing = paths.filter((path) => !lines.some((line) => SPEC.exec(line)?.[1] === path));
  const open = lines.findIndex((line) => /^import \(\s*$/.test(line));
  const singles = lines.flatMap((line, index) => (/^import\s+(?:[\w.]+\s+)?"/.test(line) ? [index] : []));
  if (open >= 0) {
    const close = lines.findIndex((line, index) => index > open && line.trim() === ')');
    if (close < 0) return null;
    for (const path of missing) {
      let at = open + 1;
      const standard = (line: string): string | null => {
        const own = SPEC.exec(line)?.[1];
        return own !== undefined && !(own.split('/')[0] ?? '').includes('.') ? own : null;
      };
      const first = lines[open + 1] ?? '';
      if (standard(first) === null) lines.splice(open + 1, 0, `\t"${path}"`, ...(first.trim() === ')' ? [] : ['']));
      else {
        for (let own = standard(lines[at] ?? ''); own !== null && own < path; own = standard(lines[at] ?? '')) at += 1;
        lines.splice(at, 0, `\t"${path}"`);
      }
    }
    return lines.join('\n');
  }
  const [single] = singles;
  if (singles.length > 1 || lines.some((line) => /^import\s*\(/.test(line))) return null;
  if (single !== undefined) {
    const own = (lines[single] ?? '').replace(/^import\s+/, '');
    if (own.includes('//') || own === '"C"') return null;
    const specs = [own, ...missing.map((path) => `"${path}"`)].sort((a, b) =>
      a.replace(/^\S+ /, '') < b.replace(/^\S+ /, '') ? -1 : 1,
    );
    lines.splice(single, 1, 'import (', ...specs.map((spec) => `\t${spec}`), ')');
    return lines.join('\n');
  }
  const head = lines.findIndex((line) => /^package \w+/.test(line));
  if (head < 0) return null;
  const [only] = missing;
  const block =
    missing.length === 1
      ? [`import "${only ?? ''}"`]
      : ['import (', ...[...missing].sort().map((path) => `\t"${path}"`), ')'];
  lines.splice(head + 1, 0, '', ...block);
  return lines.join('\n');
}
