import { readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from '../diagnose';
import type { Diagnosis } from '../diagnosis.types';

interface Form {
  readonly name: string;
  readonly places: readonly string[];
  readonly log: string;
}

/** `@@ tool | place; place`, then the output. */
function formsOf(file: string): Form[] {
  return readFileSync(path.join(__dirname, 'fixtures', file), 'utf8')
    .split(/^@@ /m)
    .slice(1)
    .map((block) => {
      const end = block.indexOf('\n');
      const [name = '', places = ''] = block.slice(0, end).split(' | ');
      return {
        name: name.trim(),
        places: places.split(';').map(bare),
        log: block.slice(end + 1),
      };
    });
}

/** `a.c:3::` and `a.c:3` are one place. */
const bare = (place: string): string => place.trim().replace(/:{1,2}$/, '');

const FORMS = formsOf('forms.txt');

const diagnosed = (log: string): Diagnosis =>
  diagnose({
    repositoryPath: 'acme/shop',
    workflowName: 'ci',
    jobs: [{ name: 'check', conclusion: 'failure', failedSteps: [], log, truncated: false }],
  });

describe("detectors know the tools' forms", () => {
  it.each(FORMS)('$name', ({ places, log }) => {
    const { issues } = diagnosed(log);

    const found = issues.map(({ file, line, column }) => bare(`${file ?? ''}:${line ?? ''}:${column ?? ''}`));
    expect(found).toEqual(places);
  });

  it('no more than once', () => {
    expect(new Set(FORMS.map(({ name }) => name)).size).toBe(FORMS.length);
    expect(FORMS.length).toBeGreaterThan(200);
  });
});

describe("detectors know the frameworks' forms of a failing test", () => {
  it.each(formsOf('test-forms.txt'))('$name', ({ places, log }) => {
    const diagnosis = diagnosed(log);

    expect(diagnosis.failingTests.map(({ name }) => name)).toEqual(places);
    expect(diagnosis.class).toBe('test');
  });
});
