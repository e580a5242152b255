import { kindOfPath, kindOfText } from './kind';

describe('what a file is', () => {
  it.each([
    ['.github/workflows/ci.yml', 'workflow'],
    ['app/.github/workflows/ci.yaml', 'workflow'],
    ['.gitlab-ci.yml', 'pipeline'],
    ['ci/build.gitlab-ci.yml', 'pipeline'],
    ['.github/actions/setup/action.yml', 'action'],
    ['config/settings.yml', null],
    ['workflows/ci.yml', null],
    ['build.log', null],
  ])('its path %s tells', (path, kind) => {
    expect(kindOfPath(path)).toBe(kind);
  });

  it.each([
    ['ci.yml', 'name: CI\non: push\njobs:\n  a:\n    runs-on: x\n', 'workflow'],
    ['act.yml', 'name: a\nruns:\n  using: composite\n', 'action'],
    ['pipe.yml', 'test:\n  image: node\n  script:\n    - make\n', 'pipeline'],
    ['settings.yml', 'server:\n  port: 80\n', null],
    ['docker-compose.yml', 'services:\n  db:\n    image: postgres\n', null],
    ['log.yml', '2026-01-01T00:00:00Z error on: push\njobs: 3 failed\n', null],
    ['build.log', 'on: push\njobs:\n', null],
  ])('the words of %s tell where the path does not', (path, text, kind) => {
    expect(kindOfText(path, text)).toBe(kind);
  });
});
