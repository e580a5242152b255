import { rankSuspects } from './suspects';

const commit = (sha: string, files: readonly string[] | null) => ({
  sha,
  subject: `change ${sha}`,
  author: 'dana',
  committedAt: null,
  url: null,
  files,
});

describe('rankSuspects', () => {
  it('puts those who touched what is blamed first, then the unknown, documentation last, the newest first', () => {
    const commits = [
      commit('words', ['README.md']),
      commit('newest', ['src/x.ts']),
      commit('unknown', null),
      commit('one', ['src/a.ts']),
      commit('both', ['src/b.ts', 'src/a.ts']),
      commit('older', ['src/y.ts']),
    ];

    const suspects = rankSuspects(commits, ['src/a.ts', 'b.ts']);

    expect(suspects.map(({ sha }) => sha)).toEqual(['both', 'one', 'unknown', 'newest', 'older', 'words']);
    expect(suspects[0]?.blamed_files).toEqual(['src/b.ts', 'src/a.ts']);
  });

  it('names ten at most', () => {
    const commits = Array.from({ length: 40 }, (_, at) => commit(String(at), []));

    expect(rankSuspects(commits, [])).toHaveLength(10);
  });
});
