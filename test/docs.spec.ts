import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as ts from 'typescript';
import { ERROR_KINDS, type ErrorKind } from '../src/common/errors';

/** Every Markdown file that is written by hand. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CODE_OF_CONDUCT.md',
  'SECURITY.md',
  ...markdownIn('docs'),
  ...markdownIn('demo'),
].filter((file) => existsSync(file));

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** `code` → status of every `defineErrors({…})` in a file. */
function errorsIn(file: string): [string, number][] {
  const found: [string, number][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'defineErrors') {
      const [argument] = node.arguments;
      const table = argument !== undefined && ts.isSatisfiesExpression(argument) ? argument.expression : argument;
      for (const { initializer } of (table as ts.ObjectLiteralExpression).properties.filter(ts.isPropertyAssignment)) {
        const fields = new Map(
          (initializer as ts.ObjectLiteralExpression).properties
            .filter(ts.isPropertyAssignment)
            .map((property) => [property.name.getText(), property.initializer] as const),
        );
        const text = (name: string): string => (fields.get(name) as ts.StringLiteral).text;
        found.push([text('code'), ERROR_KINDS[text('kind') as ErrorKind]]);
      }
    }
    ts.forEachChild(node, visit);
  };
  const text = readFileSync(file, 'utf8');
  if (text.includes('defineErrors(')) visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

test('every link of a page leads to a file that is there, and to a heading it has', () => {
  const broken = PAGES.flatMap((page) => {
    const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
    return [...text.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [target = '', anchor] = link.split('#');
      const file = target === '' ? page : path.join(path.dirname(page), target);
      if (!existsSync(file)) return [`${page}: ${link}`];
      return anchor === undefined || anchorsOf(file).has(anchor) ? [] : [`${page}: ${link}`];
    });
  });

  expect(broken).toEqual([]);
});

test('every file of the project that a page names is there', () => {
  const missing = PAGES.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/`((?:src|test|demo|bench|docs|ops|scripts)\/[\w./-]*[\w-])`/g)]
      .map(([, file = '']) => file)
      .filter((file) => !existsSync(file) && !existsSync(`${file}.ts`))
      .map((file) => `${page}: ${file}`),
  );

  expect(missing).toEqual([]);
});

test('docs/errors.md has every code with its status, and no other', () => {
  const known = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .flatMap((name) => errorsIn(path.join('src', name)));
  const rows = readFileSync('docs/errors.md', 'utf8').matchAll(
    /^\| `([a-z_]+\.[a-z_]+)`\s*\| (\d{3})\s*\|.*?\|\s*(\S.*?)\s*\|$/gm,
  );
  const documented = [...rows].map(([, code = '', status]): [string, number] => [code, Number(status)]);

  expect(known.length).toBeGreaterThan(50);
  expect(documented.sort()).toEqual(known.sort());
});
