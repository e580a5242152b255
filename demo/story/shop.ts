/** The demo's repository: a small TypeScript project whose CI is the type checker. */

const WORKFLOW = `name: CI
on: [push, pull_request]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Type check
        run: npx tsc --noEmit --project tsconfig.json
`;

const GITLAB_CI = `# Branches are proven by their merge request's pipeline.
build:
  script:
    - npx tsc --noEmit --project tsconfig.json
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`;

const CART = `export interface Item {
  name: string;
  cents: number;
  quantity: number;
}

/** What the items cost together, in cents. */
export function total(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + item.cents * item.quantity, 0);
}
`;

const CHECKOUT = `import { total, type Item } from './cart';

export function receipt(items: readonly Item[]): string {
  return \`Total: \${(total(items) / 100).toFixed(2)} EUR\`;
}
`;

/** The mistake: a property that does not exist, as a hurried rename leaves behind. */
const BROKEN_CHECKOUT = `import { total, type Item } from './cart';

export function receipt(items: readonly Item[]): string {
  const lines = items.map((item) => \`\${item.quantty} x \${item.name}\`);
  return [...lines, \`Total: \${(total(items) / 100).toFixed(2)} EUR\`].join('\\n');
}
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: 'ES2022',
    // Without the DOM's types the compiler has half the work.
    lib: ['ES2022'],
    types: [],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    skipLibCheck: true,
  },
  include: ['src'],
};

export const SHOP_NAME = 'dana/shop';

const SOURCES: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'shop', version: '1.0.0', private: true }, null, 2)}\n`,
  'tsconfig.json': `${JSON.stringify(TSCONFIG, null, 2)}\n`,
  'src/cart.ts': CART,
  'src/checkout.ts': CHECKOUT,
};

/** The first commit, whose CI is green. */
export const SHOP_FILES: Readonly<Record<string, string>> = { ...SOURCES, '.github/workflows/ci.yml': WORKFLOW };

/** The same where CI is GitLab's. */
export const GITLAB_SHOP_FILES: Readonly<Record<string, string>> = { ...SOURCES, '.gitlab-ci.yml': GITLAB_CI };

/** The commit that turns CI red. */
export const BREAKING_CHANGE: Readonly<Record<string, string>> = { 'src/checkout.ts': BROKEN_CHECKOUT };
