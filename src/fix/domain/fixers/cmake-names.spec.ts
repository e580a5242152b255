import { fixed } from '../../../../test/support/fix-plan';
import { cmakeNames } from './cmake-names';

const LIST = 'cmake_minimum_required(VERSION 3.10)\nproject(demo C)\nadd_executable(app src/main.c)\n';
const MAIN = { 'src/main.c': 'int helper(void);\nint main(void) { return helper(); }\n' };
const error = (line: number, command: string, ...words: string[]) =>
  `CMake Error at CMakeLists.txt:${line} (${command}):\n${words.map((each) => (each === '' ? '\n' : `  ${each}\n`)).join('')}\n\n`;
const of = (list: string, log: string, files: Record<string, string> = MAIN) =>
  fixed({ files: { ...files, 'CMakeLists.txt': list }, log }, [cmakeNames]);

describe("names in CMake's lists", () => {
  it.each([
    [
      'a target',
      `${LIST}target_link_libraries(ap m)\n`,
      error(
        4,
        'target_link_libraries',
        'Cannot specify link libraries for target "ap" which is not built by this',
        'project.',
      ),
      `${LIST}target_link_libraries(app m)\n`,
    ],
    [
      'a source',
      LIST.replace('main.c', 'mian.c'),
      error(3, 'add_executable', 'Cannot find source file:', '', '  src/mian.c', '', 'Tried extensions .c .C'),
      LIST,
    ],
    [
      'a command',
      LIST.replace('add_exec', 'add_exce'),
      error(3, 'add_exceutable', 'Unknown CMake command "add_exceutable".'),
      LIST,
    ],
  ])('are written right: %s', async (_name, list, log, right) => {
    expect(await of(list, log)).toEqual({ 'CMakeLists.txt': right });
  });

  it('are left where CMake would miss a source next', async () => {
    const list = LIST.replace('add_exec', 'add_exce').replace('main.c', 'mian.c');
    const log = error(3, 'add_exceutable', 'Unknown CMake command "add_exceutable".');

    expect(await of(`${list}add_library(more src/none.c)\n`, log)).toBe(
      'no fixer knows a safe change for this failure',
    );
    expect(
      await of(
        `configure_file(none.in none.c)\n${LIST}add_librari(more none.c)\n`,
        error(5, 'add_librari', 'Unknown CMake command "add_librari".'),
      ),
    ).toEqual({
      'CMakeLists.txt': `configure_file(none.in none.c)\n${LIST}add_library(more none.c)\n`,
    });
  });

  const LINKER =
    "/usr/bin/ld: CMakeFiles/app.dir/src/main.c.o: in function `main':\nmain.c:(.text+0x5): undefined reference to `helper'\ncollect2: error: ld returned 1 exit status\n";

  it('get the source that defines what the linker misses', async () => {
    const files = { ...MAIN, 'src/helper.c': 'int helper(void) { return 0; }\n' };

    expect(await of(LIST, LINKER, files)).toEqual({ 'CMakeLists.txt': LIST.replace('main.c', 'main.c src/helper.c') });
  });

  it.each([
    [
      'two sources define it',
      LIST,
      LINKER,
      { ...MAIN, 'a.c': 'int helper(void) { return 0; }\n', 'b.c': 'int helper(void) { return 1; }\n' },
    ],
    [
      'a target is near to none',
      `${LIST}target_link_libraries(server m)\n`,
      error(
        4,
        'target_link_libraries',
        'Cannot specify link libraries for target "server" which is not built by this project.',
      ),
      MAIN,
    ],
    [
      'a source is nowhere',
      LIST.replace('main.c', 'other.c'),
      error(3, 'add_executable', 'Cannot find source file:', '', '  src/other.c'),
      MAIN,
    ],
  ])('are left alone when %s', async (_name, list, log, files) => {
    expect(await of(list, log, files)).toEqual(expect.any(String));
  });
});
