import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { diagnose } from '../diagnosis/diagnose';
import { inputOf } from './diagnosis-row';
import { painter, textOf } from './diagnosis-text';

const fixture = (name: string): string => readFileSync(path.join(__dirname, '../diagnosis', name), 'utf8');
const plain = (log: string, width?: number): string[] =>
  textOf('build.log', diagnose(inputOf(log)), painter(false), width).split('\n');

describe('a diagnosis at a terminal', () => {
  it('tells what broke, where, and the lines that say so', () => {
    const lines = plain(fixture('fixtures/tsc.github.log'));

    expect(lines[0]).toContain("type-check  TS2551 Property 'prize' does not exist on type 'Item'");
    expect(lines[1]).toMatch(/^build\.log · step “.+” · exit code 2 · \d+ % sure$/);
    expect(lines).toContain('3 errors');
    expect(lines).toContain("  src/price.ts:10:61  Type 'string' is not assignable to type 'number'.  TS2322");
    expect(lines).toContain(
      "  24 ▌ src/price.ts(10,61): error TS2322: Type 'string' is not assignable to type 'number'.",
    );
    expect(lines).toContain('  26 │ Process completed with exit code 2.');
  });

  it('tells each failing test with its place and first words once', () => {
    const text = plain(fixture('detectors/fixtures/jest.log')).join('\n');

    expect(text).toContain('3 failing tests of 3\n  ✗ total › adds prices  t/a.test.js:2\n    expect(received).toBe');
    expect(text).not.toMatch(/\d more errors?\n/);
  });

  it('shows how a log ends that says nothing', () => {
    const log = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n');

    const lines = plain(log);

    expect(lines[1]).toBe('build.log · no cause found');
    expect(lines).toContain('How the log ends');
    expect(lines).toContain('  40 │ line 40');
    expect(lines.filter((line) => line.includes('│'))).toHaveLength(15);
  });

  it('stays on one screen however much a log says', () => {
    const errors = Array.from({ length: 500 }, (_, at) => `src/a.ts(${at + 1},1): error TS2304: Cannot find name 'x'.`);

    const lines = plain(errors.join('\n'));

    expect(lines.length).toBeLessThan(50);
    expect(lines).toContain('  … and 490 more');
  });

  it.each([40, 72, 120])('cuts lines of the log to a terminal of %d columns, whole words of colour kept', (width) => {
    const log = `error: ${'x'.repeat(500)}\nsrc/a.ts(1,1): error TS2304: ${'y'.repeat(500)}\n`;
    const text = textOf('build.log', diagnose(inputOf(log)), painter(true), width);

    const shown = text.split('\n').filter((line) => /[▌│]/.test(line));
    expect(shown.length).toBeGreaterThan(0);
    for (const line of shown) {
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(width);
      expect(stripVTControlCharacters(line).endsWith('…')).toBe(true);
      expect(line.split('\u001b[').length % 2).toBe(1);
    }
  });
});
