import fc from 'fast-check';
import { LineReading } from './weigh';

function readingOf(text: string, annotated = false): { readonly strength: number; readonly isQuiet: boolean } {
  const reading = new LineReading();
  reading.read(text, annotated);
  return { strength: reading.strength, isQuiet: reading.isQuiet };
}

describe('a reading of a line', () => {
  it.each([
    ['[warn] src/price.ts', true],
    ['would reformat src/price.py', true],
    ['see line 12 there', true],
    ['src/price.ts:12: what is this', true],
    ['src/price.ts[4]', true],
    ['Price.cs(1234567,3)', true],
    ['src/price.py has E501 in it', true],
    ['answers request 606 with the page (606 ms)', false],
    ['part937 of 0.937s', false],
    ['Copying 133 resources', false],
    ['(12345678)', false],
  ])('%s', (text, isQuiet) => {
    expect(readingOf(text)).toEqual({ strength: 0, isQuiet });
  });

  it('is quiet wherever such a form stands, whatever stands around it, unless the line weighs something', () => {
    const place = fc.stringMatching(/^(?:[:[][0-9]{1,7}[\]: ]|\([0-9]{1,7}[,:)])$/);
    const rule = fc.stringMatching(/^ [A-Z]{1,6}[0-9]{3,4} $/);
    const around = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(around, fc.oneof(place, rule, fc.constantFrom('warn', 'line 3', 'Diff ')), around, (a, form, b) => {
        const { strength, isQuiet } = readingOf(`${a}${form}${b}`);
        expect(isQuiet).toBe(strength === 0);
      }),
    );
  });

  it('says of what the runner calls an error that it weighs something, and nothing of the line before', () => {
    const reading = new LineReading();
    reading.read('[warn] src/price.ts', false);
    reading.read('anything', true);

    expect([reading.strength > 0, reading.isQuiet]).toEqual([true, false]);
  });
});
