import { fixed } from '../../../../test/support/fix-plan';
import { tscSyntax } from './tsc-syntax';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (files: Record<string, string>, log: string) => fixed({ files, log: `${log}\n` }, [tscSyntax]);

describe('what tsc asks for and its message settles', () => {
  it('is written: type-only imports, override', async () => {
    const files = {
      'src/a.ts':
        "import { Base, Row } from './b';\n\nexport class A extends Base {\n  run(): Row {\n    return {};\n  }\n}\n",
      'src/b.ts': 'export class Base {\n  run(): Row {\n    return {};\n  }\n}\nexport interface Row {}\n',
    };
    const log = [
      "src/a.ts(1,16): error TS1484: 'Row' is a type and must be imported using a type-only import when 'verbatimModuleSyntax' is enabled.",
      "src/a.ts(4,3): error TS4114: This member must have an 'override' modifier because it overrides a member in the base class 'Base'.",
    ].join('\n');

    expect(await fix(files, log)).toEqual({
      'src/a.ts':
        "import { Base, type Row } from './b';\n\nexport class A extends Base {\n  override run(): Row {\n    return {};\n  }\n}\n",
    });
  });

  it('is the ending it names', async () => {
    const log =
      "src/a.ts(1,19): error TS2835: Relative import paths need explicit file extensions in ECMAScript imports when '--moduleResolution' is 'node16' or 'nodenext'. Did you mean './b.js'?";
    expect(await fix({ 'src/a.ts': "import { b } from './b';\n" }, log)).toEqual({
      'src/a.ts': "import { b } from './b.js';\n",
    });
  });

  it('is awaited where the function is async, and only there', async () => {
    const log = "src/a.ts(3,19): error TS2339: Property 'length' does not exist on type 'Promise<string>'.";
    const script = (head: string, value: string): Record<string, string> => ({
      'src/a.ts': `declare function load(): Promise<string>;\nexport ${head} size() {\n    return ${value}.length;\n}\n`,
    });

    expect(await fix(script('async function', 'load()'), log)).toEqual(script('async function', '(await load())'));
    expect(await fix(script('function', 'load()'), log)).toBe(NOTHING);
  });

  it('is awaited where an element of a promise is asked for', async () => {
    const log =
      "src/a.ts(4,12): error TS7053: Element implicitly has an 'any' type because expression of type '0' can't be used to index type 'Promise<string[]>'.\n  Property '0' does not exist on type 'Promise<string[]>'.";
    const script = (made: string): Record<string, string> => ({
      'src/a.ts': `declare function load(): Promise<string[]>;\nexport async function first() {\n    const list = ${made};\n    return list[0];\n}\n`,
    });

    expect(await fix(script('load()'), log)).toEqual(script('await load()'));
    expect(await fix({ 'src/a.ts': script('load()')['src/a.ts']?.replace('async ', '') ?? '' }, log)).toBe(NOTHING);
  });

  it('is left where another module is named at the place', async () => {
    const log =
      "src/a.ts(1,19): error TS2835: Relative import paths need explicit file extensions in ECMAScript imports when '--moduleResolution' is 'node16' or 'nodenext'. Did you mean './b.js'?";
    expect(await fix({ 'src/a.ts': '\n\nexport const b = 1;\n' }, log)).toBe(NOTHING);
  });
});
