import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './support/built-process';

test('the long form of the chaos suite starts, and it is this one', () => {
  const listed = execFileSync(process.execPath, [path.join(ROOT, 'scripts/test-chaos.mjs'), '--listTests'], {
    encoding: 'utf8',
  });

  expect(listed.trim()).toBe(path.join(ROOT, 'test/e2e/chaos.e2e-spec.ts'));
});
