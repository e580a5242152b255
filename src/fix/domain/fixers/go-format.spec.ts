import { fixed } from '../../../../test/support/fix-plan';
import { goFormat } from './go-format';

const UGLY = 'package till\n\nfunc Open( drawer int )  string {\n  return "open"\n}\n';
const NEAT = 'package till\n\nfunc Open(drawer int) string {\n\treturn "open"\n}\n';
const LIST =
  '##[group]Run test -z "$(gofmt -l . | tee /dev/stderr)"\ntest -z "$(gofmt -l . | tee /dev/stderr)"\nshell: /usr/bin/bash -e {0}\n##[endgroup]\n';

describe('files that gofmt -l names', () => {
  it.each([
    ['a bare list', 'till.go\n'],
    ['a list below its command', `${LIST}till.go\n##[error]Process completed with exit code 1.\n`],
    [
      'golangci-lint',
      'till.go:3:1: File is not properly formatted (gofmt)\nfunc Open( drawer int )  string {\n^\n1 issues:\n* gofmt: 1\n',
    ],
    ['golangci-lint of old', 'till.go:3: File is not `gofmt`-ed with `-s` (gofmt)\n'],
  ])('are written as gofmt writes them: %s', async (_, log) => {
    expect(await fixed({ files: { 'till.go': UGLY }, log }, [goFormat])).toEqual({ 'till.go': NEAT });
  });

  it('are all written', async () => {
    expect(
      await fixed({ files: { 'a/a.go': UGLY, 'b.go': UGLY, 'c.go': UGLY }, log: 'a/a.go\nb.go\n' }, [goFormat]),
    ).toEqual({
      'a/a.go': NEAT,
      'b.go': NEAT,
    });
  });

  it.each([
    ['they are formatted already: another program named them', { 'till.go': NEAT }, 'till.go\n'],
    ['they do not parse', { 'till.go': 'package till\n\nfunc {\n' }, 'till.go\n'],
    [
      'the command is goimports',
      { 'till.go': UGLY },
      LIST.replaceAll('gofmt', 'goimports') + 'till.go\n##[error]Process completed with exit code 1.\n',
    ],
    ['something else was printed', { 'till.go': UGLY }, 'generating\ntill.go\nout of date\n'],
    [
      'gofmt -s may write them shorter',
      { 'till.go': `${UGLY}\nvar x = []T{T{1}}\n` },
      'till.go:3: File is not `gofmt`-ed with `-s` (gofmt)\n',
    ],
    ['one of two is not there', { 'till.go': UGLY }, 'till.go\ngone.go\n'],
  ])('are left alone where %s', async (_, files, log) => {
    expect(typeof (await fixed({ files, log }, [goFormat]))).toBe('string');
  });
});
