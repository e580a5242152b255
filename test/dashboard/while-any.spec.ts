import { whileAny } from '../../dashboard/src/pages/settings/while-any';

type Page = readonly ('over' | 'waiting' | 'fresh')[];

const often = whileAny(
  (page: Page) => page.some((row) => row !== 'over'),
  (page) => page.includes('fresh'),
);
const of = (...pages: readonly Page[]) => ({ state: { data: { pages: [...pages], pageParams: [] } } });

test('a list is looked at again while a row of any page is on its way, soon while one was just begun', () => {
  expect([
    often({ state: { data: undefined } }),
    often(of()),
    often(of(['over'], ['over'])),
    often(of(['over'], ['waiting'])),
    often(of(['waiting'], ['over', 'fresh'])),
  ]).toEqual([false, false, false, 4_000, 1_500]);
});

test('nothing is fresh where nobody says what is', () => {
  const rarely = whileAny((page: Page) => page.includes('fresh'));

  expect(rarely(of(['fresh']))).toBe(4_000);
});
