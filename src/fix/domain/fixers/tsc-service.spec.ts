import { fixed } from '../../../../test/support/fix-plan';
import { tscService } from './tsc-service';

const NOTHING = 'no fixer knows a safe change for this failure';
const config = (more = ''): string =>
  `{"compilerOptions":{"strict":true,"target":"ES2022","module":"NodeNext","types":[]${more}},"include":["src"]}\n`;
const fix = (src: Record<string, string>, log: string, more = '') => {
  const files = Object.fromEntries(Object.entries(src).map(([name, text]) => [`src/${name}`, text]));
  return fixed(
    { files: { 'package.json': '{"type":"module"}\n', 'tsconfig.json': config(more), ...files }, log: `${log}\n` },
    [tscService],
  );
};

// Each log is what tsc 6.0 says of the files.
describe('an error that the compiler itself repairs in one way', () => {
  it.each([
    [
      'a name that one file of the tree exports, and another',
      {
        'a.ts': "import { tax } from './b.js';\n\nexport const n = total(1) + tax + shipping;\n",
        'b.ts': 'export const tax = 1;\nexport const total = (n: number): number => n;\n',
        's.ts': 'export const shipping = 4;\n',
      },
      "src/a.ts(3,18): error TS2304: Cannot find name 'total'.\nsrc/a.ts(3,35): error TS2304: Cannot find name 'shipping'.",
      '',
      {
        'src/a.ts':
          "import { tax, total } from './b.js';\nimport { shipping } from './s.js';\n\nexport const n = total(1) + tax + shipping;\n",
      },
    ],
    [
      'a name that its module does not export',
      { 'a.ts': "import { vat } from './b.js';\n\nexport const n = vat;\n", 'b.ts': 'const vat = 0.19;\nexport {};\n' },
      `src/a.ts(1,10): error TS2459: Module '"./b.js"' declares 'vat' locally, but it is not exported.`,
      '',
      { 'src/b.ts': 'const vat = 0.19;\nexport { vat };\n' },
    ],
    [
      'await where a promise is promised, and what follows from it',
      {
        'a.ts':
          'declare function get(): Promise<string>;\nexport function load(): Promise<string> {\n  const text = await get();\n  return text;\n}\n',
      },
      "src/a.ts(3,16): error TS1308: 'await' expressions are only allowed within async functions and at the top levels of modules.\nsrc/a.ts(4,3): error TS2322: Type 'string' is not assignable to type 'Promise<string>'.",
      '',
      {
        'src/a.ts':
          'declare function get(): Promise<string>;\nexport async function load(): Promise<string> {\n  const text = await get();\n  return text;\n}\n',
      },
    ],
    [
      'a constant that changes',
      { 'a.ts': 'const n = 1;\nn++;\nexport { n };\n' },
      "src/a.ts(2,1): error TS2588: Cannot assign to 'n' because it is a constant.",
      '',
      { 'src/a.ts': 'let n = 1;\nn++;\nexport { n };\n' },
    ],
    [
      'a name of an index signature, in the quotes of the file',
      { 'a.ts': "export const f = (env: Record<string, string>) => env.home ?? '';\n" },
      "src/a.ts(1,55): error TS4111: Property 'home' comes from an index signature, so it must be accessed with ['home'].",
      ',"noPropertyAccessFromIndexSignature":true',
      { 'src/a.ts': "export const f = (env: Record<string, string>) => env['home'] ?? '';\n" },
    ],
    [
      'a value that is not returned',
      { 'a.ts': 'export function add(a: number, b: number): number {\n  a + b;\n}\n' },
      "src/a.ts(1,44): error TS2355: A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value.",
      '',
      { 'src/a.ts': 'export function add(a: number, b: number): number {\n  return a + b;\n}\n' },
    ],
  ])('is repaired: %s', async (_what, src, log, more, expected) => {
    expect(await fix(src, log, more)).toEqual(expected);
  });

  const total = "src/a.ts(1,18): error TS2304: Cannot find name 'total'.";

  it.each([
    [
      'two files export the name',
      {
        'a.ts': 'export const n = total();\n',
        'b.ts': 'export const total = () => 1;\n',
        'c.ts': 'export const total = () => 2;\n',
      },
      total,
    ],
    [
      'only a test exports it',
      { 'a.ts': 'export const n = total();\n', 'b.test.ts': 'export const total = () => 1;\n' },
      total,
    ],
    [
      'what is exported does not fit',
      { 'a.ts': 'export const n = total(1);\n', 'b.ts': 'export const total = (n: string) => n;\n' },
      total,
    ],
    [
      'the file is another than the log tells of',
      { 'a.ts': '\n\nexport const n = 1;\n', 'b.ts': 'export const total = 1;\n' },
      total,
    ],
    [
      'nothing says that a promise is wanted',
      { 'a.ts': 'declare function get(): Promise<string>;\nexport function load() {\n  return await get();\n}\n' },
      "src/a.ts(3,10): error TS1308: 'await' expressions are only allowed within async functions and at the top levels of modules.",
    ],
    [
      'the base wants to be told more',
      {
        'a.ts':
          'class Base {\n  constructor(readonly id: number) {}\n}\nexport class B extends Base {\n  constructor(readonly name: string) {\n  }\n}\n',
      },
      "src/a.ts(5,3): error TS2377: Constructors for derived classes must contain a 'super' call.",
    ],
    [
      'the compiler has looked at the syntax only',
      { 'a.tsx': 'export const v = (\n  <p>a</p>\n  <p>b</p>\n);\n' },
      'src/a.tsx(2,3): error TS2657: JSX expressions must have one parent element.',
    ],
    [
      'its repair would only silence it',
      { 'a.ts': 'export interface S {\n  get(): string;\n}\nexport class M implements S {}\n' },
      "src/a.ts(4,14): error TS2420: Class 'M' incorrectly implements interface 'S'.\n  Property 'get' is missing in type 'M' but required in type 'S'.",
    ],
  ])('is left alone where %s', async (_why, src, log) => {
    expect(await fix(src, log, ',"jsx":"preserve"')).toBe(NOTHING);
  });
});
