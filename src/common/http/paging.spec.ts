import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { newId } from '../ids';
import { PageQuery, pageRequest, toPage } from './paging';

const cursorOf = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
const query = (raw: object): PageQuery => plainToInstance(PageQuery, raw);
const problems = (raw: object): string[] => validateSync(query(raw)).map(({ property }) => property);

test.each([{}, { limit: '1' }, { limit: '100' }, { limit: 50 }, { cursor: 'x'.repeat(200) }])('%j is valid', (raw) => {
  expect(problems(raw)).toEqual([]);
});

test.each([
  ['limit', '0'],
  ['limit', '101'],
  ['limit', '-1'],
  ['limit', '2.5'],
  ['limit', 'ten'],
  ['limit', '1e3'],
  ['limit', ['1', '2']],
  ['cursor', 'x'.repeat(201)],
  ['cursor', ['a', 'b']],
])('%s %j is refused', (name, value) => {
  expect(problems({ [name]: value })).toEqual([name]);
});

test('without a query a page has the fifty newest', () => {
  expect(pageRequest(query({}))).toEqual({ limit: 50, before: null });
});

test.each(['', '!!!', cursorOf('not an id'), cursorOf("' or 1=1 --"), cursorOf(newId()).slice(0, -3)])(
  'the cursor %j is none of ours',
  (cursor) => {
    expect(() => pageRequest(query({ cursor }))).toThrow('`cursor` is not one this list handed out.');
  },
);

/** Pages through rows as a store does: newest first, one more than asked for. */
function walk(rows: { id: string }[], limit: number, between: () => void = () => undefined): string[] {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const { before } = pageRequest(query(cursor === null ? { limit } : { limit, cursor }));
    const fetched = [...rows]
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .filter(({ id }) => before === null || id < before)
      .slice(0, limit + 1);
    const page = toPage(fetched, limit);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    between();
  } while (cursor !== null);
  return seen;
}

const rowsOf = (count: number): { id: string }[] => Array.from({ length: count }, () => ({ id: newId() }));

test.each([0, 1, 6, 7, 8, 14, 15])('%i rows in pages of seven come out whole and in order', (count) => {
  const rows = rowsOf(count);

  expect(walk(rows, 7)).toEqual(rows.map(({ id }) => id).reverse());
});

test('rows that arrive while somebody pages neither repeat nor hide another', () => {
  const rows = rowsOf(20);
  const before = rows.map(({ id }) => id).reverse();

  const seen = walk(rows, 3, () => rows.push(...rowsOf(5)));

  expect(seen).toEqual(before);
});
