// `node -r ./test/support/require-ts.js file.ts`: TypeScript compiled as it is loaded, for tests that need a second process.
const { transformFileSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const options = JSON.parse(readFileSync(path.join(__dirname, '../../.swcrc'), 'utf8'));
delete options.$schema;
// A build leaves import() to Node, which would look for the .js that only a build has.
options.module.ignoreDynamic = false;

require.extensions['.ts'] = (module, file) => {
  module._compile(transformFileSync(file, { ...options, swcrc: false, sourceMaps: 'inline' }).code, file);
};

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  try {
    return resolve.call(this, request, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return resolve.call(this, request.slice(0, -'.js'.length), ...rest);
  }
};
