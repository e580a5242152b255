import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FORGE_KINDS } from '../../src/forge/forge.types';
import { CAPABILITIES, capabilityTable, LACKS } from './forge-capabilities';

const GUIDE = path.join(__dirname, '../../docs/guides/forges.md');

describe('the table of capabilities', () => {
  it('is what the guide shows', () => {
    const told = capabilityTable();
    process.stdout.write(`\n${told}\n`);

    // Prettier pads the columns of the guide; the words are the same.
    const words = (text: string): string => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');
    expect(words(readFileSync(GUIDE, 'utf8'))).toContain(words(told));
  });

  it('has a column of every forge, and a reason for everything one lacks', () => {
    expect(Object.keys(LACKS).sort()).toEqual([...FORGE_KINDS].sort());
    for (const reason of Object.values(LACKS).flatMap((lacks) => Object.values(lacks))) {
      expect(reason.length).toBeGreaterThan(20);
    }
    expect(Object.keys(CAPABILITIES).length).toBeGreaterThan(10);
  });
});
