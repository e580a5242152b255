import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const forgeNames = 'Ask the registry for the driver; forge names are compared only in src/forge and src/config.';
const forgeLiteral = 'Literal[value=/^(github|gitlab)$/]';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.devflowfix/',
      'coverage/',
      '**/fixtures/**',
      '**/*.js',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.gen.d.mts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // Nest modules are classes without members; the decorator is what they are for.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/forge/**', 'src/config/**', 'src/**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: `BinaryExpression[operator=/^[!=]==?$/] > ${forgeLiteral}`, message: forgeNames },
        { selector: `SwitchCase > ${forgeLiteral}`, message: forgeNames },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only src/config reads process.env.',
        },
      ],
    },
  },
  {
    // The two rules of React itself; the plugin's others are for its compiler, which is not used.
    files: ['dashboard/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // `redirect()` of the router is thrown as it is; it is no error.
    files: ['dashboard/src/app/router.tsx'],
    rules: {
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] },
      ],
    },
  },
  {
    // The programs a person runs speak on the terminal.
    files: ['src/cli.ts', 'src/cli/**/*.ts', 'demo/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
