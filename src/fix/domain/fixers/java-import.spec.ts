import { fixed } from '../../../../test/support/fix-plan';
import { javaImport } from './java-import';

const missing = (line: number, name: string): string =>
  `src/A.java:${line}: error: cannot find symbol\n  x\n  ^\n  symbol:   class ${name}\n  location: class A\n`;
const of = (text: string, log: string, files: Record<string, string> = {}) =>
  fixed({ files: { 'src/A.java': text, ...files }, log: `${log}1 error\n` }, [javaImport]);
const CLASS = 'public class A {\n    List<String> xs = new ArrayList<>();\n}\n';

describe('classes of the JDK without an import', () => {
  it('get it, sorted among those of the file', async () => {
    const text = `package app;\n\nimport java.io.File;\nimport java.util.Map;\n\n${CLASS}`;

    expect(await of(text, missing(7, 'List') + missing(7, 'ArrayList'))).toEqual({
      'src/A.java': text.replace(
        'import java.util.Map;',
        'import java.util.ArrayList;\nimport java.util.List;\nimport java.util.Map;',
      ),
    });
  });

  it.each([
    [
      'the project has a class of the name',
      CLASS,
      missing(2, 'List'),
      { 'src/own/List.java': 'package own;\npublic class List {}\n' },
    ],
    ['a name has two homes', 'class A { Date d; }\n', missing(1, 'Date'), {}],
    ['another name has none', CLASS, missing(2, 'List') + missing(2, 'Lst'), {}],
  ])('are left alone when %s', async (_name, text, log, files) => {
    expect(await of(text, log, files)).toEqual(expect.any(String));
  });
});
