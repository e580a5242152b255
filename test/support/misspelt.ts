/** A property that is misspelt, in line 2 of `src/a.ts`. */
export const WRONG = 'const item = { quantity: 1 };\nexport const count = item.quantty;\n';

/** What the compiler says of it. */
export const MISSPELT = {
  name: 'build',
  conclusion: 'failure',
  log:
    "src/a.ts(2,27): error TS2551: Property 'quantty' does not exist on type '{ quantity: number; }'. Did you mean 'quantity'?\n" +
    '##[error]Process completed with exit code 2.',
} as const;
