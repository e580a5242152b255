import { touchedSince } from '../../dashboard/src/pages/repository/touched';

test('what was saved is forgotten, what was touched while it was sent is not', () => {
  const sent = { draft: true, max_files: 7, never_touch: ['a/**'] };
  const now = { draft: true, max_files: 70, never_touch: ['a/**'], max_lines: 9 };

  expect(touchedSince(now, sent)).toEqual({ max_files: 70, max_lines: 9 });
});

test('nothing that was sent is left when nothing was touched meanwhile, an emptied field neither', () => {
  const sent: { price: number | null; workflows: string[] } = { price: null, workflows: [] };

  expect(touchedSince({ ...sent, workflows: [] }, sent)).toEqual({});
});

test('a field that was emptied while its number was sent stays emptied', () => {
  expect(touchedSince<{ price: number | null }>({ price: null }, { price: 0.05 })).toEqual({ price: null });
});
