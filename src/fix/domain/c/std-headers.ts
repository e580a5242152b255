/** Names of C++'s standard library that one header alone declares, by that header; gcc names it for types only. */
const HEADERS: Readonly<Record<string, string>> = {
  '<algorithm>':
    'sort stable_sort partial_sort nth_element is_sorted find find_if find_if_not find_first_of count count_if all_of any_of none_of ' +
    'for_each for_each_n transform copy_if copy_n copy_backward remove_if remove_copy_if replace_if unique_copy reverse rotate shuffle ' +
    'min_element max_element minmax_element lower_bound upper_bound equal_range binary_search merge set_union set_intersection ' +
    'set_difference next_permutation prev_permutation fill fill_n generate generate_n partition clamp',
  '<numeric>': 'accumulate iota inner_product partial_sum adjacent_difference reduce gcd lcm',
  '<cmath>': 'lround hypot cbrt fmod',
  '<iostream>': 'cout cerr cin clog',
  '<iomanip>': 'setw setprecision setfill put_time',
  '<sstream>': 'stringstream ostringstream istringstream',
  '<fstream>': 'ifstream ofstream fstream',
};
const BY_NAME = new Map(
  Object.entries(HEADERS).flatMap(([header, names]) => names.split(' ').map((name) => [name, header] as const)),
);

/** The header that declares a name of `std`; null when it is not known, or several do. */
export function standardHeader(name: string): string | null {
  return BY_NAME.get(name) ?? null;
}

/** Functions of C's and POSIX' libraries by header: those that gcc has no built-in of, so that it guesses another name. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  '<string.h>': 'strerror strtok strtok_r strsep strcoll strsignal memmem strnlen',
  '<stdlib.h>':
    'atoi atol atof getenv setenv unsetenv strtol strtoul strtod rand srand qsort bsearch system mkstemp realpath',
  '<unistd.h>':
    'sleep usleep getpid getppid close read write fork access unlink getopt chdir getcwd isatty dup2 pipe rmdir',
  '<time.h>': 'time localtime localtime_r gmtime strftime mktime difftime clock nanosleep clock_gettime',
  '<fcntl.h>': 'open fcntl creat',
  '<signal.h>': 'signal kill raise sigaction',
  '<sys/stat.h>': 'stat mkdir chmod fstat',
  '<sys/wait.h>': 'wait waitpid',
};
const HOME_OF_FUNCTION = new Map(
  Object.entries(FUNCTIONS).flatMap(([header, names]) => names.split(' ').map((name) => [name, header] as const)),
);

/** The header of a library function that a C file calls without having it; null for functions of its own. */
export function functionHeader(name: string): string | null {
  return HOME_OF_FUNCTION.get(name) ?? null;
}

/** Types of C++'s library and their homes, which the compiler itself names when it meets them. */
const TYPES: Readonly<Record<string, string>> = {
  '<vector>': 'vector',
  '<string>': 'string to_string stoi stod getline',
  '<map>': 'map multimap',
  '<set>': 'set multiset',
  '<unordered_map>': 'unordered_map',
  '<unordered_set>': 'unordered_set',
  '<memory>': 'unique_ptr shared_ptr weak_ptr make_unique make_shared',
  '<optional>': 'optional nullopt make_optional',
  '<functional>': 'function bind',
  '<array>': 'array',
  '<deque>': 'deque',
  '<list>': 'list',
  '<queue>': 'queue priority_queue',
  '<stack>': 'stack',
  '<thread>': 'thread',
  '<mutex>': 'mutex lock_guard unique_lock scoped_lock',
  '<atomic>': 'atomic',
  '<variant>': 'variant visit holds_alternative',
};
const HOME_OF_TYPE = new Map(
  Object.entries(TYPES).flatMap(([header, names]) => names.split(' ').map((name) => [name, header] as const)),
);
/** Headers that bring `<string>` along with every compiler there is. */
const WITH_STRING = /<(?:iostream|sstream|fstream|string|stdexcept|iomanip|regex)>/;

/** Headers of what a file uses of `std` and has not included; `named` come anyway. */
export function alsoMissing(text: string, named: readonly string[]): string[] {
  const code = text.replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, ' ');
  const homes = [...code.matchAll(/\bstd::(\w+)/g)].flatMap(
    ([, name = '']) => HOME_OF_TYPE.get(name) ?? BY_NAME.get(name) ?? [],
  );
  const there = (header: string): boolean =>
    named.includes(header) || text.includes(`#include ${header}`) || (header === '<string>' && WITH_STRING.test(text));
  return [...new Set(homes)].filter((header) => !there(header));
}

/** The header of C that has a type, for compilers too old to tell; in C++, the one that takes its place. */
export function typeHeader(name: string, path: string): string | null {
  const isC = /\.[ch]$/.test(path);
  if (/^u?int(?:(?:_fast|_least)?(?:8|16|32|64)|ptr|max)_t$/.test(name)) return isC ? '<stdint.h>' : '<cstdint>';
  if (name === 'size_t' || name === 'ptrdiff_t') return isC ? '<stddef.h>' : '<cstddef>';
  return name === 'bool' && isC ? '<stdbool.h>' : null;
}
