import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DEFAULT_PATCH_POLICY } from './gates/gate.types';
import { patchPolicyOf, PolicyFile, policyOf } from './policy-file';

test('the published schema is the one that is checked', () => {
  const published = JSON.parse(
    readFileSync(path.join(__dirname, '../../../docs/devflowfix.schema.json'), 'utf8'),
  ) as Record<string, unknown>;

  expect(published).toEqual({ ...z.toJSONSchema(PolicyFile, { target: 'draft-7' }), additionalProperties: true });
});

test('a file overrides the settings key by key', () => {
  const base = patchPolicyOf({ max_files: 3, max_lines: 50, draft: true });

  const policy = policyOf('max_lines: 20\nallowed: ["src/**"]\n', base);

  expect(policy).toEqual({ ...DEFAULT_PATCH_POLICY, max_files: 3, max_lines: 20, allowed: ['src/**'] });
});

test.each(['max_files: 0', 'max_lines: many', 'allowed: src', '- a list'])('%j is refused by name', (text) => {
  expect(() => policyOf(text)).toThrow('.devflowfix.yml');
});

test('an empty file changes nothing', () => {
  expect(policyOf('')).toEqual(DEFAULT_PATCH_POLICY);
});
