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

test('a language without a parser here is said to be unchecked', async () => {
  expect(await checkLanguage({ path: 'a.rs', text: 'fn main() {' })).toEqual({
    path: 'a.rs',
    checked: false,
    error: null,
  });
});
