import { fixed } from '../../../../test/support/fix-plan';
import { cLibrary } from './c-library';

const linker = (name: string): string =>
  `gcc    -c -o a.o a.c\ngcc -o app a.o \n/usr/bin/ld: a.o: in function \`main':\na.c:(.text+0x2f): undefined reference to \`${name}'\ncollect2: error: ld returned 1 exit status\nmake: *** [Makefile:5: app] Error 1\n`;
const of = (makefile: string, name: string) =>
  fixed({ files: { Makefile: makefile, 'a.c': 'int main(void) { return 0; }\n' }, log: linker(name) }, [cLibrary]);

describe('libraries that the linker lacks', () => {
  it.each([
    [
      'in its variable',
      'LDLIBS =\n\napp: a.o\n\tgcc -o app a.o $(LDLIBS)\n',
      'sqrt',
      'LDLIBS = -lm\n\napp: a.o\n\tgcc -o app a.o $(LDLIBS)\n',
    ],
    [
      'at the end of its rule',
      'app: a.o\n\tgcc -o app a.o\n',
      'pthread_create',
      'app: a.o\n\tgcc -o app a.o -lpthread\n',
    ],
  ])('are linked %s', async (_name, makefile, name, after) => {
    expect(await of(makefile, name)).toEqual({ Makefile: after });
  });

  it.each([
    ['the name is of no such library', 'app: a.o\n\tgcc -o app a.o\n', 'helper'],
    ['two rules link', 'app: a.o\n\tgcc -o app a.o\nb: a.o\n\tgcc -o b a.o\n', 'sqrt'],
  ])('are not guessed when %s', async (_name, makefile, name) => {
    expect(await of(makefile, name)).toEqual(expect.any(String));
  });
});
