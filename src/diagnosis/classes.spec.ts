import { readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from './diagnose';

const CASES = readFileSync(path.join(__dirname, 'fixtures', 'classes.txt'), 'utf8')
  .split('\n')
  .filter((line) => line.includes(' | ') && !line.startsWith('What '))
  .map((line) => {
    const at = line.indexOf(' | ');
    return { expected: line.slice(0, at), words: line.slice(at + 3).replaceAll('\\n', '\n') };
  });

const ended = (words: string): string =>
  words.includes('##[error]') ? words : `${words}\n##[error]Process completed with exit code 1.`;

describe('the class of a job whose log has only these words', () => {
  it.each(CASES)('$expected: $words', ({ expected, words }) => {
    const head = '##[group]Run make\n\u001b[36;1mmake\u001b[0m\n##[endgroup]\nstarting\n';
    const log = `${head}${ended(words)}\nPost job cleanup.\n`;
    const job = { name: 'check', conclusion: 'failure', failedSteps: [], log, truncated: false };

    const diagnosis = diagnose({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs: [job] });

    expect(diagnosis.class).toBe(expected);
  });

  it('is known for more than a hundred of them', () => {
    expect(CASES.length).toBeGreaterThan(120);
  });
});
