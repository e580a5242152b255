import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_PATCH_POLICY } from './gates/gate.types';
import { DEFAULT_PULL_POLICY, protectedAmong } from './pull-policy';
import { policyFileSchema, policyOf, repositoryPolicyOf } from './policy-file';

test('the published schema is the one that is checked', () => {
  const published = JSON.parse(
    readFileSync(path.join(__dirname, '../../../docs/devflowfix.schema.json'), 'utf8'),
  ) as Record<string, unknown>;

  expect(published).toEqual(policyFileSchema());
  expect(published).toMatchObject({ additionalProperties: false });
});

test('a file overrides the settings key by key', () => {
  const base = repositoryPolicyOf({ max_files: 3, max_lines: 50, draft: true, auto_rerun: { enabled: true } });

  const policy = policyOf('max_lines: 20\nallowed: ["src/**"]\nlabels: [ci]\nreviewers: [otto]\n', base);

  expect(policy).toEqual({
    ...DEFAULT_PATCH_POLICY,
    ...DEFAULT_PULL_POLICY,
    max_files: 3,
    max_lines: 20,
    allowed: ['src/**'],
    draft: true,
    labels: ['ci'],
    reviewers: ['otto'],
  });
});

test.each([
  'reviewers: ["@otto"]',
  'commit_style: loud',
  'labels: [""]',
  'max_files: 0',
  'max_lines: many',
  'allowed: src',
  '- a list',
  'never_touches: ["secrets/**"]',
  'labels: [unclosed',
])('%j is refused by name', (text) => {
  expect(() => policyOf(text, DEFAULT_PATCH_POLICY)).toThrow('.devflowfix.yml');
});

test('a slip is told by file, key and place', () => {
  const told = (text: string, path?: '.devflowfix.yaml'): unknown => {
    try {
      return policyOf(text, DEFAULT_PATCH_POLICY, path);
    } catch (error) {
      return (error as Error).message;
    }
  };

  expect(told('never_touches: ["secrets/**"]')).toContain('Unrecognized key: "never_touches"');
  expect(told('max_files: 0')).toContain('at max_files');
  expect(told('max_files: 1\nlabels: [unclosed', '.devflowfix.yaml')).toMatch(/^\.devflowfix\.yaml: .*at line 2/s);
});

test('an empty file changes nothing', () => {
  expect(policyOf('', DEFAULT_PATCH_POLICY)).toEqual(DEFAULT_PATCH_POLICY);
});

test('branches are protected by globs, and none is without any', () => {
  const policy = { ...DEFAULT_PULL_POLICY, protected_branches: ['release/*', 'prod'] };

  expect(protectedAmong(policy, ['topic', 'release/2.x'])).toBe('release/2.x');
  expect(protectedAmong(policy, ['prod', 'main'])).toBe('prod');
  expect(protectedAmong(policy, ['product', 'release', null])).toBeNull();
  expect(protectedAmong(DEFAULT_PULL_POLICY, ['main'])).toBeNull();
});
