import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Trace, writeCleanUp, writePreamble } from '../../demo/gitlab/trace';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.types';
import { LogShelf } from '../../src/diagnosis/shelf';

const FOLDER = path.join(__dirname, '../fixtures/gitlab');
const START = Date.UTC(2026, 0, 12, 15, 23, 28);
const ESCAPE = '\u001B';

/** What the commands printed, and the commands: `gitlab-ci-local` echoes each in green. */
interface Body {
  readonly commands: readonly string[];
  readonly lines: readonly string[];
}

function bodyOf(name: string): Body {
  const all = readFileSync(path.join(FOLDER, `${name}.log`), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  const echo = `${ESCAPE}[32m$ `;
  const commands = all
    .filter((line) => line.startsWith(echo))
    .map((line) => line.slice(echo.length).replace(/\W\[39m$/, ''));
  return { commands, lines: all.filter((line) => !line.startsWith(echo)) };
}

/** As GitLab's runner writes a job's trace: sections, colours, progress on one line. */
function asTrace({ commands, lines }: Body): string {
  const trace = new Trace(() => new Date(START));
  writePreamble(trace, { ref: 'main', sha: 'a'.repeat(40), directory: '/builds/acme/shop' });
  trace.section('step_script', 'Executing "step_script" stage of the job script');
  for (const command of commands) trace.green(`$ ${command}`);
  for (const line of lines) trace.line(line);
  writeCleanUp(trace);
  trace.failed('exit code 1');
  return trace.text;
}

/** As runners write it that stamp each line: the stream it came by, `+` where the line before goes on. */
function asStamped(body: Body): string {
  return asTrace(body)
    .replaceAll(/(section_(?:start|end):[^\r]*\r)/g, '$1\n')
    .split('\n')
    .map((line, at, all) => {
      const stamp = new Date(START + at).toISOString().replace('Z', '123Z');
      return `${stamp} 0${at % 2}${at % 3 === 0 ? 'E' : 'O'}${(all[at - 1] ?? '').endsWith('\r') ? '+' : ' '}${line}`;
    })
    .join('\n');
}

/** As GitHub's runner writes a job's log. */
function asGitHub({ commands, lines }: Body): string {
  const all = [
    `##[group]Run ${commands.join('; ')}`,
    ...commands.map((command) => `${ESCAPE}[36;1m${command}${ESCAPE}[0m`),
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
    ...lines.map((line) => line.replaceAll('/builds/acme/shop', '/home/runner/work/shop/shop')),
    '##[error]Process completed with exit code 1.',
  ];
  return all.map((line, at) => `${new Date(START + at).toISOString().replace('Z', '0000Z')} ${line}`).join('\n');
}

// GitLab's stage, GitHub's step: of one name, as people give them who move from one to the other.
const STEPS = [{ number: 1, name: 'check' }];

/** Read in pieces that end anywhere, as a download comes. */
function diagnosed(log: string, piece = 61, failedSteps = STEPS): Diagnosis {
  const shelf = new LogShelf(10_000_000);
  const bytes = Buffer.from(log);
  for (let at = 0; at < bytes.length; at += piece) shelf.push(1, bytes.subarray(at, at + piece));
  shelf.end(1);
  const jobs = [{ name: 'check', conclusion: 'failure', failedSteps, log: 1 }];
  return shelf.diagnose({ repositoryPath: 'shop', workflowName: 'CI', jobs }, {});
}

/** `file:line rule` of what it found, tests by name. */
const found = ({ issues, failingTests }: Diagnosis): string[] => [
  ...issues
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, rule }) => `${file ?? '?'}:${line ?? '?'} ${rule ?? '-'}`),
  ...failingTests.map(({ name }) => name),
];

describe('what jobs print under GitLab’s CI', () => {
  it.each([
    ['tsc', 'type-check', ['src/price.ts:2 TS2551']],
    ['progress', 'type-check', ['src/price.ts:2 TS2551']],
    ['jest', 'test', ['sum.test.js:3 -', 'adds up']],
    ['eslint', 'lint', ['lint.js:1 eqeqeq', 'lint.js:2 no-undef']],
    ['pytest', 'test', ['test_sum.py:6 AssertionError', 'test_sum.py::test_adds_up']],
    ['go', 'build', ['main.go:6 -']],
    ['npm', 'dependency', ['needs.js:1 Error']],
  ])('%s is read the same in every dress, and as on any other forge', (name, expected, what) => {
    const body = bodyOf(name);

    const all = [asTrace(body), asStamped(body), asGitHub(body)].map((log) => diagnosed(log));
    const [trace] = all;

    expect(all.map((each) => each.class)).toEqual(all.map(() => expected));
    expect(all.map(found)).toEqual(all.map(() => what));
    expect(all.map(({ fingerprint }) => fingerprint)).toEqual(all.map(() => trace?.fingerprint));
  });

  it('belongs to the section that printed it, with and without stamps', () => {
    const body = bodyOf('tsc');

    for (const log of [asTrace(body), asStamped(body)]) {
      expect(diagnosed(log, 61, []).fingerprintExplanation).toContain('step "step_script"');
    }
  });

  it('is the same whatever pieces it comes in', () => {
    const log = asStamped(bodyOf('progress'));

    const fingerprints = [1, 7, 4096, log.length].map((piece) => diagnosed(log, piece).fingerprint);

    expect(new Set(fingerprints).size).toBe(1);
  });
});
