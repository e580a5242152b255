import { checkLanguage } from './language-check';

test.each([
  ['a.py', 'def f(x):\n    return x\n'],
  ['a.py', 'match x:\n    case [1, *rest] if rest:\n        print(f"{rest!r:>{10}}")\n'],
  ['a.py', 'type Point[T] = tuple[T, T]\ntry:\n    f()\nexcept* ValueError:\n    pass\n'],
  ['stubs/a.pyi', 'def f(x: int) -> None: ...\n'],
  ['a.go', 'package a\n\nfunc F[T any](xs ...T) int { return len(xs) }\n'],
  ['a.ts', 'export const a: number = 1;\n'],
])('%s parses: %j', async (path, text) => {
  expect(await checkLanguage({ path, text })).toEqual({ path, checked: true, error: null });
});

test.each([
  ['a.py', 'def f(x)\n    return x\n', 'line 1:'],
  ['a.py', 'if x:\nprint(x)\n', 'line 2:'],
  ['a.py', 'print("one)\n', 'line 1:'],
  ['a.go', 'package a\n\nfunc F( {\n}\n', '3:'],
  ['a.go', 'func F() {}\n', 'package'],
  ['a.ts', 'export const a = ;\n', 'line 1:'],
  ['a.rb', '<<<<<<< ours\n', 'conflict'],
])('%s does not parse: %j', async (path, text, words) => {
  expect((await checkLanguage({ path, text })).error).toContain(words);
});

test.each([
  ['a.rs', 'fn main() {\n    let x: Vec<u8> = vec![1];\n    println!("{x:?}");\n}\n'],
  [
    'A.java',
    'public class A {\n  record P(int x) {}\n  int f() { return switch (1) { case 1 -> 2; default -> 3; }; }\n}\n',
  ],
  ['a.c', '#include <stdio.h>\nint main(void) { printf("%d\\n", 1); return 0; }\n'],
  ['a.cpp', '#include <vector>\ntemplate <class T> auto f(std::vector<T> v) { return v.size(); }\n'],
  ['a.cs', 'namespace A;\npublic class B { public int C { get; set; } = 1; }\n'],
  ['a.php', '<?php\nfunction f(int $x): int { return $x ?? 1; }\n'],
  ['a.rb', 'def f(x)\n  x&.map { |y| y + 1 }\nend\n'],
  ['Gemfile', "source 'https://rubygems.org'\ngem 'rake'\n"],
  ['a.sh', '#!/bin/sh\nif [ -n "$1" ]; then\n  echo "$(date)"\nfi\n'],
  ['a.css', 'a { color: red; }\n'],
])('%s is as its grammar has it: %j', async (path, text) => {
  expect(await checkLanguage({ path, text })).toEqual({ path, checked: true, error: null });
});

test.each([
  ['a.rs', 'fn main() {\n    let x = 1;\n', 'line'],
  ['A.java', 'public class A {\n  int f() { return 1 }\n}\n', 'line 2: ; is missing'],
  ['a.c', 'int main(void) {\n  return 0\n}\n', 'line 2: ; is missing'],
  ['a.cs', 'public class B {\n  int F() { return 1 }\n}\n', 'line 2'],
  ['a.php', '<?php\nfunction f( { }\n', 'line 2'],
  ['a.rb', 'def f(x)\n  x + 1\n', 'line'],
  ['a.sh', 'if true; then\n  echo a\n', 'line'],
])('%s is not: %j', async (path, text, words) => {
  const verdict = await checkLanguage({ path, text }, '');

  expect(verdict.error).toContain(words);
});

test('what a grammar had against a file before is not held against a change', async () => {
  const odd = 'BEGIN_THINGS(a)\n  thing(1, 2) thing(3, 4)\nEND_THINGS\nint f() { return 1; }\n';
  const changed = odd.replace('return 1', 'return 2');
  const worse = odd.replace('return 1;', 'return 1');

  expect(await checkLanguage({ path: 'a.c', text: changed }, odd)).toEqual({
    path: 'a.c',
    checked: false,
    error: null,
  });
  expect((await checkLanguage({ path: 'a.c', text: worse }, odd)).error).not.toBeNull();
  expect(await checkLanguage({ path: 'a.c', text: 'int f() { return 1; }\n' }, odd)).toMatchObject({ checked: true });
});

test('a language without a parser here is said to be unchecked', async () => {
  expect(await checkLanguage({ path: 'a.ex', text: 'def f do' })).toEqual({
    path: 'a.ex',
    checked: false,
    error: null,
  });
});
