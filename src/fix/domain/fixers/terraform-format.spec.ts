import { fixed } from '../../../../test/support/fix-plan';
import { terraformFormatter } from './terraform-format';

const of = (text: string, log = 'main.tf\n') => fixed({ files: { 'main.tf': text }, log }, [terraformFormatter]);

describe('files that terraform fmt -check lists', () => {
  it('are laid out: blocks, lists, the signs of neighbours', async () => {
    const text =
      'resource "a"  "b"{\nname = "x  y"\n   long_name=1\n\n  tags = {\n  A = "b"\n      Other = var.n == 0 ? 1 : 2\n }\n list = [\n"a",\n   ]\n  # why\n  z = 1\n}\n';

    expect(await of(text)).toEqual({
      'main.tf':
        'resource "a" "b" {\n  name      = "x  y"\n  long_name = 1\n\n  tags = {\n    A     = "b"\n    Other = var.n == 0 ? 1 : 2\n  }\n  list = [\n    "a",\n  ]\n  # why\n  z = 1\n}\n',
    });
  });

  it.each([
    ['a heredoc', 'locals {\na = <<EOT\n  x\nEOT\n}\n'],
    ['a comment behind code', 'locals {\na = 1 # one\n}\n'],
    ['signs without blanks', 'locals {\n a = [1,2]\n}\n'],
    ['an old interpolation', 'locals {\n a = "${var.x}"\n}\n'],
    ['nothing to lay out', 'locals {\n  a = 1\n}\n'],
  ])('are left to terraform with %s', async (_name, text) => {
    expect(await of(text)).toEqual(expect.any(String));
  });

  it('are not taken for listed where a log tells more', async () => {
    expect(await of('locals {\na = 1\n}\n', 'main.tf\nsomething else\n')).toEqual(expect.any(String));
  });
});
