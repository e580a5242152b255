// `node -r ./test/support/require-ts.js file.ts`: TypeScript compiled as it is loaded, for tests that need a second process.
const { transformFileSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const options = JSON.parse(readFileSync(path.join(__dirname, '../../.swcrc'), 'utf8'));
delete options.$schema;

require.extensions['.ts'] = (module, file) => {
  module._compile(transformFileSync(file, { ...options, swcrc: false, sourceMaps: 'inline' }).code, file);
};
