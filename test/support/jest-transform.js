// swc for our TypeScript and for ESM-only packages in node_modules; CommonJS packages pass through untouched,
// so that tests load the very module system production runs.
const { createTransformer } = require('@swc/jest');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const options = JSON.parse(readFileSync(path.join(__dirname, '../../.swcrc'), 'utf8'));
delete options.$schema;
// jest has no native dynamic import() of ESM packages without a flag, so import() becomes require() in tests only.
options.module = { type: 'commonjs' };
const swc = createTransformer({ ...options, swcrc: false, sourceMaps: 'inline' });
const ESM = /^\s*(?:import|export)\b|\bimport\.meta\b|\bimport\s*\(/m;

// CommonJS with an `__esModule` mark and no default: Node gives an ES module all of it as the default, swc nothing.
const NAMESAKE = /\/@babel\/helper-validator-identifier\/lib\/index\.js$/;

// What is decided here is part of what was compiled: an older decision's answer must not come from the cache.
const OWN = readFileSync(__filename, 'utf8');

module.exports = {
  ...swc,
  getCacheKey(source, file, jestOptions) {
    return createHash('sha1')
      .update(swc.getCacheKey(source, file, jestOptions))
      .update(OWN)
      .digest('hex');
  },
  process(source, file, jestOptions) {
    // A minified module may have its only `export` in the middle of a line; its name says what it is.
    const isEsm = file.endsWith('.mjs') || ESM.test(source);
    if (file.includes('/node_modules/') && !isEsm)
      return { code: NAMESAKE.test(file) ? `${source}\nexports.default = module.exports;\n` : source };
    const made = swc.process(source, file, jestOptions);
    // An ES module may name its own folder as it likes; jest's wrapper has those names as parameters already.
    return { ...made, code: made.code.replace(/\b(?:const|let) (__dirname|__filename)\b/g, 'var $1') };
  },
};
