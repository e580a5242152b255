import { readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from '../diagnose';

interface Form {
  readonly name: string;
  readonly places: readonly string[];
  readonly log: string;
}

/** `@@ tool | place; place`, then the output. */
function formsOf(text: string): Form[] {
  return text
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

const FORMS = formsOf(readFileSync(path.join(__dirname, 'fixtures', 'forms.txt'), 'utf8'));

describe("detectors know the tools' forms", () => {
  it.each(FORMS)('$name', ({ places, log }) => {
    const job = { name: 'check', conclusion: 'failure', failedSteps: [], log, truncated: false };

    const { issues } = diagnose({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs: [job] });

    const found = issues.map(({ file, line, column }) => bare(`${file ?? ''}:${line ?? ''}:${column ?? ''}`));
    expect(found).toEqual(places);
  });

  it('no more than once', () => {
    expect(new Set(FORMS.map(({ name }) => name)).size).toBe(FORMS.length);
    expect(FORMS.length).toBeGreaterThan(200);
  });
});
