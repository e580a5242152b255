type Options = readonly unknown[];

/** Options that are usual for a rule, for configurations that cannot be read; what the log quotes decides among them. */
const USUAL: Readonly<Record<string, readonly Options[]>> = {
  quotes: [['single', { avoidEscape: true }], ['single'], ['double', { avoidEscape: true }], ['double'], ['backtick']],
  semi: [['always'], ['never']],
  'comma-dangle': [['always-multiline'], ['never'], ['always']],
  indent: [[2, { SwitchCase: 1 }], [2], [4], [4, { SwitchCase: 1 }], ['tab'], ['tab', { SwitchCase: 1 }]],
  eqeqeq: [['always'], ['smart'], ['always', { null: 'ignore' }]],
  'object-curly-spacing': [['always'], ['never']],
  'array-bracket-spacing': [['never'], ['always']],
  'space-before-function-paren': [
    ['always'],
    ['never'],
    [{ anonymous: 'always', named: 'never', asyncArrow: 'always' }],
    [{ anonymous: 'never', named: 'never', asyncArrow: 'always' }],
  ],
  curly: [['all'], ['multi-line'], ['multi']],
  'arrow-parens': [['always'], ['as-needed']],
  'arrow-body-style': [['as-needed'], ['always']],
  'brace-style': [['1tbs'], ['1tbs', { allowSingleLine: true }], ['stroustrup'], ['allman']],
  'quote-props': [['as-needed'], ['consistent'], ['consistent-as-needed'], ['always']],
  'prefer-const': [[], [{ destructuring: 'all' }]],
  'object-shorthand': [['always'], ['properties'], ['always', { avoidQuotes: true }]],
  'no-multiple-empty-lines': [
    [{ max: 1 }],
    [{ max: 1, maxEOF: 0 }],
    [{ max: 2 }],
    [{ max: 1, maxEOF: 0, maxBOF: 0 }],
    [{ max: 1, maxBOF: 0 }],
  ],
  'eol-last': [['always'], ['never']],
  'padded-blocks': [['never'], ['always']],
  'linebreak-style': [['unix'], ['windows']],
  'no-extra-parens': [['all'], ['functions']],
  'operator-linebreak': [['after'], ['before'], ['after', { overrides: { '?': 'before', ':': 'before' } }]],
  yoda: [['never'], ['always']],
  strict: [['safe'], ['global'], ['function'], ['never']],
  '@typescript-eslint/array-type': [[{ default: 'array-simple' }], [{ default: 'array' }], [{ default: 'generic' }]],
  '@typescript-eslint/consistent-type-definitions': [['interface'], ['type']],
  '@typescript-eslint/consistent-type-imports': [
    [],
    [{ fixStyle: 'separate-type-imports' }],
    [{ fixStyle: 'inline-type-imports' }],
    [{ prefer: 'no-type-imports' }],
  ],
};

/** Rules of style are called the same in each plugin that has had them. */
const STYLE = /^@(?:stylistic(?:\/(?:js|ts|jsx|plus))?|typescript-eslint)\//;

/** Options to try for a rule: the repository's own alone where they are known, else what is usual, and what plugins share. */
export function optionsFor(
  rule: string,
  configured: Options | undefined,
  shared: readonly Options[] = [],
): readonly Options[] {
  if (configured && !configured.includes(undefined)) return [configured];
  return [[], ...shared, ...(USUAL[rule] ?? USUAL[rule.replace(STYLE, '')] ?? [])];
}
