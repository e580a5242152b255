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

  it.each([
    ['another member is misspelt', 'order.adress.toUperCase()', false],
    ['only members that all texts have', 'order.adress.toUpperCase().trim()', true],
    ['a member that the file has elsewhere', 'order.adress.street', true],
    ['a member of a package, near no other name', 'order.adress.status(404).json()', true],
  ])('looks at what the compiler could not check behind the name: %s', async (_what, use, isCured) => {
    const source = `interface Order { readonly address: { readonly street: string } }\nexport const a = (order: Order) => ${use};\n`;
    const log = `src/a.ts(2,44): error TS2551: Property 'adress' does not exist on type 'Order'. Did you mean 'address'?`;

    const result = await fix(source, log);

    expect(result).toEqual(
      isCured ? { 'src/a.ts': source.replace('adress', 'address') } : 'no fixer knows a safe change for this failure',
    );
  });
});
