import { fixed } from '../../../../test/support/fix-plan';
import { rustcSuggestion } from './rustc-suggestion';

const NOTHING = 'no fixer knows a safe change for this failure';
const fix = (source: string, log: string) => fixed({ files: { 'src/lib.rs': source }, log }, [rustcSuggestion]);

/** What clippy says of a `return` at the end of a function. */
const needless = (line: number, name: string): string =>
  `error: unneeded \`return\` statement
 --> src/lib.rs:${line}:5
  |
${line} |     return ${name};
  |     ${'^'.repeat(8 + name.length)}
  |
  = help: for further information visit https://rust-lang.github.io/rust-clippy/rust-1.95.0/index.html#needless_return
  = note: \`-D clippy::needless-return\` implied by \`-D warnings\`
help: remove \`return\`
  |
${line} -     return ${name};
${line} +     ${name}
  |

`;
const mismatch = (help: string): string =>
  `error[E0308]: mismatched types
 --> src/lib.rs:2:5
  |
2 |     "first"
  |     ^^^^^^^ expected \`String\`, found \`&str\`
  |
help: ${help}
  |
2 |     "first".to_string()
  |            ++++++++++++

`;

describe('rustc-suggestion', () => {
  it('takes out a return around what changes too', async () => {
    const found = needless(2, '(n == 0) == true');
    const inner = `error: equality checks against true are unnecessary
 --> src/lib.rs:2:12
  |
2 |     return (n == 0) == true;
  |            ^^^^^^^^^^^^^^^^
  |
  = note: \`-D clippy::bool-comparison\` implied by \`-D warnings\`
help: try
  |
2 -     return (n == 0) == true;
2 +     return (n == 0);
  |

`;

    expect(await fix('fn f(n: u8) -> bool {\n    return (n == 0) == true;\n}\n', found + inner)).toEqual({
      'src/lib.rs': 'fn f(n: u8) -> bool {\n    (n == 0)\n}\n',
    });
  });

  it('takes out a return that is not needed', async () => {
    const result = await fix('fn f(n: u8) -> u8 {\n    return n;\n}\n', needless(2, 'n'));

    expect(result).toEqual({ 'src/lib.rs': 'fn f(n: u8) -> u8 {\n    n\n}\n' });
  });

  it('leaves a return of what is bound right above: clippy would go on to the binding', async () => {
    const result = await fix('fn f(n: u8) -> u8 {\n    let m = n + 1;\n    return m;\n}\n', needless(3, 'm'));

    expect(result).toMatch(/a part of the failure would stay|no fixer knows/);
  });

  it('takes out a return of what is used between its binding and the end', async () => {
    const source = 'fn f(n: u8) -> u8 {\n    let m = n + 1;\n    log(m);\n    return m;\n}\n';

    const result = await fix(source, needless(4, 'm'));

    expect(result).toEqual({ 'src/lib.rs': source.replace('return m;', 'm') });
  });

  it('writes the name that is imported wherever it is used', async () => {
    const source = (name: string, more = ''): string =>
      `use a::${name};\n${more}fn f() -> u8 {\n    ${name}() // cuont\n}\n`;
    const log =
      'error[E0432]: unresolved import `a::cuont`\n --> src/lib.rs:1:5\n  |\n1 | use a::cuont;\n  |     ^^^^^^^^ no `cuont` in `a`\n  |\nhelp: a similar name exists in the module\n  |\n1 - use a::cuont;\n1 + use a::count;\n  |\n\n';

    expect(await fix(source('cuont'), log)).toEqual({ 'src/lib.rs': source('count') });
    expect(await fix(source('cuont', 'fn count() {}\n'), log)).toBe(NOTHING);
  });

  it('turns a literal into a String where rustc names that one conversion', async () => {
    const source = 'fn f() -> String {\n    "first"\n}\n';

    expect(await fix(source, mismatch('try using a conversion method'))).toEqual({
      'src/lib.rs': source.replace('"first"', '"first".to_string()'),
    });
    expect(await fix(source, mismatch('consider leaking the value'))).toBe(NOTHING);
  });

  const field = (line: number): string => `error[E0609]: no field \`nmae\` on type \`&Item\`
 --> src/lib.rs:${line}:27
  |
${line} |     println!("{}", items[0].nmae);
  |                             ^^^^ unknown field
  |
help: a field with a similar name exists
  |
${line} -     println!("{}", items[0].nmae);
${line} +     println!("{}", items[0].name);
  |

`;

  it.each([
    [
      'let items = Vec::new();\n    items.push(item);',
      'src/lib.rs: items is changed and not mut, which rustc says next',
    ],
    [
      'let items = vec![item];\n    more(&mut items);',
      'src/lib.rs: items is changed and not mut, which rustc says next',
    ],
  ])('proposes nothing where rustc would ask for mut next: %s', async (body, why) => {
    const source = `fn f(item: Item) {\n    ${body}\n    println!("{}", items[0].nmae);\n}\n`;

    expect(await fix(source, field(4))).toBe(why);
  });

  it('mends a name where what changes is mut, or is another function’s', async () => {
    const source =
      'fn f(item: Item) {\n    let mut items = Vec::new();\n    items.push(item);\n    println!("{}", items[0].nmae);\n}\nfn g(items: &mut Vec<u8>) {\n    items.push(1);\n}\n';

    expect(await fix(source, field(4))).toEqual({ 'src/lib.rs': source.replace('nmae', 'name') });
  });

  it.each([
    ['useless_format', 'format!("{}", x)', 'x.to_string()'],
    ['filter_next', 'x.filter(a).next().is_some()', 'x.find(a).is_some()'],
  ])('leaves %s where clippy has more to say next', async (rule, old, fresh) => {
    const log = `error: it can be shorter
 --> src/lib.rs:2:13
  |
2 |     let y = ${old};
  |             ^
  |
  = note: \`-D clippy::${rule.replaceAll('_', '-')}\` implied by \`-D warnings\`
help: try
  |
2 -     let y = ${old};
2 +     let y = ${fresh};
  |

`;

    expect(await fix(`fn f() -> String {\n    let y = ${old};\n    y\n}\n`, log)).toBe(NOTHING);
  });
});
