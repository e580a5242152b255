/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/jest-shared-environment.js',
  runtime: '<rootDir>/test/support/jest-shared-runtime.js',
  testTimeout: 60_000,
  maxWorkers: 2,
  // Each file loads the application anew, and jest lets go of it late: a worker that has grown past this is replaced.
  workerIdleMemoryLimit: '1GB',
  testMatch: ['<rootDir>/{src,demo}/**/*.spec.ts', '<rootDir>/test/**/*.{spec,e2e-spec}.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.devflowfix/'],
  transform: { '^.+\\.[mc]?[tj]s$': '<rootDir>/test/support/jest-transform.js' },
  transformIgnorePatterns: [],
  resolver: '<rootDir>/test/support/jest-resolver.js',
  setupFiles: ['<rootDir>/test/support/quick-wasm.js', '<rootDir>/test/support/property-seed.js'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};
