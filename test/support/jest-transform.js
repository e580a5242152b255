// swc for our TypeScript and for ESM-only packages in node_modules; CommonJS packages pass through untouched,
// so that tests load the very module system production runs.
const { createTransformer } = require('@swc/jest');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const options = JSON.parse(readFileSync(path.join(__dirname, '../../.swcrc'), 'utf8'));
delete options.$schema;
// jest has no native dynamic import() of ESM packages without a flag, so import() becomes require() in tests only.
options.module = { type: 'commonjs' };
const swc = createTransformer({ ...options, swcrc: false, sourceMaps: 'inline' });
const ESM = /^\s*(?:import|export)\b|\bimport\.meta\b|\bimport\s*\(/m;

module.exports = {
  ...swc,
  process(source, file, jestOptions) {
    if (file.includes('/node_modules/') && !ESM.test(source)) return { code: source };
    return swc.process(source, file, jestOptions);
  },
};
