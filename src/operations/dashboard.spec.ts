import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DASHBOARD_PAGES, withBase } from './dashboard';

describe('the dashboard', () => {
  test('answers every address that its router knows', () => {
    const router = readFileSync(path.join(__dirname, '../../dashboard/src/app/router.tsx'), 'utf8');
    const routed = [...router.matchAll(/path: '\/([^']+)'/g)].map((match) => (match[1] ?? '').replaceAll('$', ':'));

    expect(routed.sort()).toEqual([...DASHBOARD_PAGES].sort());
  });

  test.each([
    ['http://127.0.0.1:3000', '/'],
    ['https://ci.example/dff', '/dff/'],
    ['https://ci.example/a"b&c', '/a%22b&amp;c/'],
  ])('of an installation at %s names %s as its base', (publicUrl, base) => {
    const source = readFileSync(path.join(__dirname, '../../dashboard/index.html'), 'utf8');

    expect(withBase(source, publicUrl)).toContain(`<base href="${base}" />`);
  });
});
