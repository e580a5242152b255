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

/** The header of C that has a type, for compilers too old to tell; in C++, the one that takes its place. */
export function typeHeader(name: string, path: string): string | null {
  const isC = /\.[ch]$/.test(path);
  if (/^u?int(?:(?:_fast|_least)?(?:8|16|32|64)|ptr|max)_t$/.test(name)) return isC ? '<stdint.h>' : '<cstdint>';
  if (name === 'size_t' || name === 'ptrdiff_t') return isC ? '<stddef.h>' : '<cstddef>';
  return name === 'bool' && isC ? '<stdbool.h>' : null;
}
