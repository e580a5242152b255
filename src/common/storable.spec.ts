import { storableText, unstorableIn } from './storable';

test.each([
  [{ name: 'a\0b' }, '/name'],
  [{ list: ['fine', { deep: '\ud800' }] }, '/list/1/deep'],
  [{ filter: { 'a\0': 1 } }, '/filter'],
  ['\udc00', ''],
])('%j holds what PostgreSQL cannot', (value, pointer) => {
  expect(unstorableIn(value)).toBe(pointer);
});

test.each([[{ name: 'é 🦀 \u202e', list: [1, null, true, {}] }], [null], [undefined], [7], ['']])(
  '%j can be stored',
  (value) => {
    expect(unstorableIn(value)).toBeNull();
  },
);

test('text is made storable once and for all', () => {
  expect(storableText('a\0b\ud800')).toBe('ab\ufffd');
  expect(unstorableIn(storableText('a\0b\ud800'))).toBeNull();
});
