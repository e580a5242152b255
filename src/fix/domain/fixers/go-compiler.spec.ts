import { fixed } from '../../../../test/support/fix-plan';
import { goCompiler } from './go-compiler';

const HEAD = 'package main\n\nimport "fmt"\n\n';
const of = (body: string, ...messages: string[]) =>
  fixed(
    {
      files: { 'go.mod': 'module demo\n', 'main.go': HEAD + body },
      log: `# demo\n${messages.map((each) => `./main.go:${each}\n`).join('')}`,
    },
    [goCompiler],
  );

describe("Go's slips of syntax and vet's findings", () => {
  it.each([
    [
      'a comma',
      'func main() {\n\tfmt.Println([]int{\n\t\t1,\n\t\t2 // two\n\t})\n}\n',
      '8:4: syntax error: unexpected newline in composite literal; possibly missing comma or }',
      '\t\t2 // two',
      '\t\t2, // two',
    ],
    [
      'an assignment',
      'func main() {\n\tx := 1\n\tx := 2\n\tfmt.Println(x)\n}\n',
      '7:4: no new variables on left side of :=',
      'x := 2',
      'x = 2',
    ],
    [
      'a brace on its own line',
      'func main()\n{\n\tfmt.Println(1)\n}\n',
      '5:12: syntax error: unexpected semicolon or newline before {',
      'main()\n{',
      'main() {',
    ],
    [
      'a tag',
      'type P struct {\n\tName string `json:name`\n}\n',
      '6:2: struct field tag `json:name` not compatible with reflect.StructTag.Get: bad syntax for struct tag value',
      'json:name',
      'json:"name"',
    ],
    [
      'a line feed too many',
      'func main() {\n\tfmt.Println("done\\n")\n}\n',
      '6:2: fmt.Println arg list ends with redundant newline',
      'done\\n',
      'done',
    ],
    [
      'a verb in Println',
      'func main() {\n\tfmt.Println("p: %s", name(1))\n}\n',
      '6:2: fmt.Println call has possible formatting directive %s',
      'Println("p: %s"',
      'Printf("p: %s\\n"',
    ],
    [
      'a value set to itself',
      'func main() {\n\tx := 1\n\tx = x\n\tfmt.Println(x)\n}\n',
      '7:2: self-assignment of x to x',
      '\tx = x\n',
      '',
    ],
  ])('are cured: %s', async (_name, body, message, wrong, right) => {
    expect(await of(body, message)).toEqual({ 'main.go': HEAD + body.replace(wrong, right) });
  });

  it.each([
    [
      'verbs and values differ in number',
      'func main() {\n\tfmt.Println("p: %s %d", 1)\n}\n',
      '6:2: fmt.Println call has possible formatting directive %s',
    ],
    [
      'a line goes on',
      'func main() {\n\tfmt.Println(1 +\n\t\t2 +\n\t)\n}\n',
      '7:6: syntax error: unexpected newline in argument list; possibly missing comma or )',
    ],
    [
      'a tag is more than a key and a name',
      'type P struct {\n\tName string `json:a b`\n}\n',
      '6:2: struct field tag `json:a b` not compatible with reflect.StructTag.Get: bad syntax for struct tag value',
    ],
    [
      'another finding has no cure',
      'func main() {\n\tx := 1\n\tx := f()\n\tfmt.Println(x)\n}\n',
      '7:4: no new variables on left side of :=',
      '7:7: undefined: f',
    ],
    [
      'a verb is of another type',
      'func main() {\n\tn := 3\n\tfmt.Println("p: %s", n)\n}\n',
      '7:2: fmt.Println call has possible formatting directive %s',
    ],
    [
      'nothing else uses a value set to itself',
      'func main() {\n\tx := 1\n\tx = x\n}\n',
      '7:2: self-assignment of x to x',
    ],
  ])('are left alone when %s', async (_name, body, ...messages) => {
    expect(await of(body, ...messages)).toEqual(expect.any(String));
  });
});

describe("the verbs of a call that vet's first finding hides", () => {
  const sprintf = (params: string, call: string): string =>
    `func show(${params}) string {\n\treturn fmt.Sprintf(${call})\n}\n`;

  it.each([
    ['both of two that changed places', 'name string, n int', '"%d %s", name, n', '"%s %d", name, n'],
    ['the one there is', 'name string', '"<%d>", name', '"<%s>", name'],
    ['a literal behind', 'name string', '"%d %s", name, 3', '"%s %d", name, 3'],
    ['with those of unlike types left', 'name string, u User', '"%d %v", name, u.Age', '"%s %v", name, u.Age'],
  ])('are mended with it: %s', async (_, params, call, cured) => {
    const plan = await of(sprintf(params, call), '6:9: fmt.Sprintf format %d has arg name of wrong type string');
    expect(plan).toEqual({ 'main.go': HEAD + sprintf(params, cured) });
  });

  it('are left alone when nobody says what was meant', async () => {
    const body = sprintf('name string, u User', '"%d %s", name, u.Age');
    expect(await of(body, '6:9: fmt.Sprintf format %d has arg name of wrong type string')).toEqual(expect.any(String));
  });
});
