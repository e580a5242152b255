import { fixed } from '../../../../test/support/fix-plan';
import { csharp } from './csharp';
import { gccFixit } from './gcc-fixit';
import { javaClassName } from './java-class-name';
import { missingSemicolon } from './missing-semicolon';

const java = (body: string): string => `public class A {\n    void run() {\n${body}    }\n}\n`;
const expected = (line: number, source: string): string =>
  `src/A.java:${line}: error: ';' expected\n${source}\n${' '.repeat(source.length)}^\n1 error\n`;
const ofJava = (text: string, log: string) => fixed({ files: { 'src/A.java': text }, log }, [missingSemicolon]);

describe('compilers that stop at a semicolon', () => {
  it('get the imports with it that they would miss next', async () => {
    const text = java('        List<String> xs = new ArrayList<>()\n        xs.clear();\n');

    expect(await ofJava(text, expected(3, '        List<String> xs = new ArrayList<>()'))).toEqual({
      'src/A.java': `import java.util.ArrayList;\nimport java.util.List;\n\n${text.replace('<>()', '<>();')}`,
    });
  });

  it.each([
    ['a class that nobody has', '        Sytem.out.println("a")\n'],
    ['a slip of a keyword', '        int n = 1\n        retrun n;\n'],
  ])('are not led on to %s', async (_name, body) => {
    expect(await ofJava(java(body), expected(3, body.split('\n')[0] ?? ''))).toEqual(expect.any(String));
  });

  it('get the usings with it in C#', async () => {
    const text =
      'class P\n{\n    static void Main()\n    {\n        var xs = new List<int>();\n        xs.Add(1)\n        Console.WriteLine(xs.Count);\n    }\n}\n';
    const log = "a.cs(7,8): error CS1525: Unexpected symbol `Console'\nCompilation failed: 1 error(s), 0 warnings\n";

    expect(await fixed({ files: { 'a.cs': text }, log }, [csharp])).toEqual({
      'a.cs': `using System;\nusing System.Collections.Generic;\n\n${text.replace('Add(1)', 'Add(1);')}`,
    });
  });

  const C =
    'struct point { int width; };\nint main(void)\n{\n  struct point p = { 1 };\n  printf("%s\\n", p.widht);\n  return 0;\n}\n';
  const MEMBER =
    'a.c: In function ‘main’:\na.c:5:20: error: ‘struct point’ has no member named ‘widht’; did you mean ‘width’?\n    5 |   printf("%s\\n", p.widht);\n      |                    ^~~~~\n      |                    width\n';

  it('are given the member they suggest, unless its verb is another', async () => {
    const right = C.replace('%s', '%d');

    expect(await fixed({ files: { 'a.c': right }, log: MEMBER.replace('%s', '%d') }, [gccFixit])).toEqual({
      'a.c': right.replace('widht', 'width'),
    });
    expect(await fixed({ files: { 'a.c': C }, log: MEMBER }, [gccFixit])).toEqual(expect.any(String));
  });

  it('name a class as its file where it is a slip of that, and nothing else names it', async () => {
    const log =
      'src/Main.java:1: error: class Mian is public, should be declared in a file named Mian.java\npublic class Mian {\n       ^\n1 error\n';
    const text = 'public class Mian {\n    Mian() {}\n}\n';

    expect(await fixed({ files: { 'src/Main.java': text }, log }, [javaClassName])).toEqual({
      'src/Main.java': text.replaceAll('Mian', 'Main'),
    });
    expect(
      await fixed({ files: { 'src/Main.java': text, 'src/B.java': 'class B { Mian m; }\n' }, log }, [javaClassName]),
    ).toEqual(expect.any(String));
    expect(
      await fixed(
        { files: { 'src/Main.java': text.replaceAll('Mian', 'Server') }, log: log.replaceAll('Mian', 'Server') },
        [javaClassName],
      ),
    ).toEqual(expect.any(String));
  });
});
