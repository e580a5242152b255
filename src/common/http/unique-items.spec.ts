import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { validateSync } from 'class-validator';
import { UniqueItems } from './unique-items';

class Wish {
  @UniqueItems(3)
  items: unknown;

  constructor(items: unknown) {
    this.items = items;
  }
}

const messagesOf = (items: unknown): string[] =>
  validateSync(new Wish(items)).flatMap(({ constraints }) => Object.values(constraints ?? {}));

/** An array that counts how often an element of it is looked at. */
function watched(items: readonly string[]): { readonly array: unknown; readonly looks: () => number } {
  let looks = 0;
  const array = new Proxy([...items], {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  return { array, looks: () => looks };
}

test.each([
  ['none', []],
  ['as many as there may be', ['a', 'b', 'c']],
  ['what is equal to nobody but itself', [{}, {}, '1']],
])('%s passes', (_, items) => {
  expect(messagesOf(items)).toEqual([]);
});

test.each([
  ['the same twice', ['a', 'b', 'a']],
  ['one too many', ['a', 'b', 'c', 'd']],
  ['a text', 'abc'],
  ['nothing', undefined],
])('%s is refused', (_, items) => {
  expect(messagesOf(items)).toEqual(['items must hold no more than 3 elements, and none of them twice']);
});

test('an array that is too long is refused by its length, and within the length each element is looked at once', () => {
  const long = watched(Array.from({ length: 100_000 }, (_, at) => String(at)));
  const short = watched(['a', 'b', 'c']);

  expect([messagesOf(long.array).length, long.looks()]).toEqual([1, 0]);
  expect([messagesOf(short.array).length, short.looks()]).toEqual([0, 3]);
});

test('nothing asks class-validator whether elements are unique: it compares each with all', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => path.join('src', name));
  const importers = sources.filter((file) =>
    /import\s*\{[^}]*\bArrayUnique\b[^}]*\}\s*from\s*'class-validator'/.test(readFileSync(file, 'utf8')),
  );

  expect(sources.length).toBeGreaterThan(100);
  expect(importers).toEqual([]);
});
