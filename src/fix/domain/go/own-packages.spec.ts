import { fixed } from '../../../../test/support/fix-plan';
import { goCompiler } from '../fixers/go-compiler';

const MOD = { 'go.mod': 'module example.com/quay\n\ngo 1.22\n' };
const BERTH = { 'internal/berth/berth.go': 'package berth\n\n// Count is a count.\nconst Count = 3\n' };
const SHOW = 'package quay\n\nimport "fmt"\n\n// Show shows.\nfunc Show() { fmt.Println(berth.Count) }\n';
const LOG = '# example.com/quay\n./quay.go:6:27: undefined: berth\n';
const fix = (files: Record<string, string>, log = LOG) => fixed({ files, log }, [goCompiler]);

test('the one package of the module that has the name and the member is imported', async () => {
  expect(await fix({ ...MOD, ...BERTH, 'quay.go': SHOW })).toEqual({
    'quay.go':
      'package quay\n\nimport (\n\t"fmt"\n\n\t"example.com/quay/internal/berth"\n)\n\n// Show shows.\nfunc Show() { fmt.Println(berth.Count) }\n',
  });
});

test('it comes among its like, in their order', async () => {
  const own = 'import (\n\t"fmt"\n\n\t"example.com/quay/internal/anchor"\n\t"example.com/quay/tide"\n)\n';
  const text = `package quay\n\n${own}\nvar _, _, n = anchor.A, tide.T, berth.Count\n\nfunc f() { fmt.Println() }\n`;

  const after = await fix({ ...MOD, ...BERTH, 'quay.go': text }, './quay.go:10:33: undefined: berth\n');

  expect(after).toEqual({
    'quay.go': text.replace(
      '\t"example.com/quay/tide"',
      '\t"example.com/quay/internal/berth"\n\t"example.com/quay/tide"',
    ),
  });
});

test.each([
  ['two packages have the name', { ...BERTH, 'other/berth/b.go': 'package berth\n\nconst Count = 4\n' }],
  ['it does not export the member', { 'internal/berth/berth.go': 'package berth\n\nconst count = 3\n' }],
  ['only its test has the member', { 'internal/berth/berth_test.go': 'package berth\n\nconst Count = 3\n' }],
  [
    'it imports the package that wants it',
    { 'internal/berth/berth.go': 'package berth\n\nimport "example.com/quay"\n\nconst Count = quay.N\n' },
  ],
  ['it is internal to another folder', { 'sea/internal/berth/berth.go': 'package berth\n\nconst Count = 3\n' }],
  ['it belongs to another module', { ...BERTH, 'internal/berth/go.mod': 'module example.com/berth\n\ngo 1.22\n' }],
])('left alone where %s', async (_why, files: Record<string, string>) => {
  expect(await fix({ ...MOD, ...files, 'quay.go': SHOW })).toEqual(expect.any(String));
});
