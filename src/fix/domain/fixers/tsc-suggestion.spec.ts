import { fixed } from '../../../../test/support/fix-plan';
import { tscSuggestion } from './tsc-suggestion';

const fix = (source: string, log: string) => fixed({ files: { 'src/a.ts': source }, log }, [tscSuggestion]);

describe('tsc-suggestion', () => {
  it('writes the name the compiler suggests', async () => {
    const source = 'const users = [{ name: "a" }];\nexport const first = users.lenght;\nexport const n = usres[0];\n';
    const log = [
      "src/a.ts(2,28): error TS2551: Property 'lenght' does not exist on type '{ name: string; }[]'. Did you mean 'length'?",
      "src/a.ts(3,18): error TS2552: Cannot find name 'usres'. Did you mean 'users'?",
    ].join('\n');

    const result = await fix(source, log);

    expect(result).toEqual({ 'src/a.ts': source.replace('lenght', 'length').replace('usres', 'users') });
  });

  it('offers nothing when one error of two has no suggestion', async () => {
    const log = [
      "src/a.ts(1,18): error TS2552: Cannot find name 'usres'. Did you mean 'users'?",
      "src/a.ts(2,14): error TS2322: Type 'number' is not assignable to type 'string'.",
    ].join('\n');

    const result = await fix('export const n = usres[0];\nexport const s: string = 1;\n', log);

    expect(result).toMatch(/a part of the failure would stay: src\/a\.ts:2/);
  });

  it('declines when the line is another than the log speaks of', async () => {
    const log = "src/a.ts(1,18): error TS2552: Cannot find name 'usres'. Did you mean 'users'?";

    const result = await fix('export const n = uses[0];\n', log);

    expect(result).toBe('no fixer knows a safe change for this failure');
  });
});
