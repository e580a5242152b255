// Runs the built command line: out of the bundle where there is one (scripts/bundle.mjs), with the code that V8 compiled when
// it was made, unless that was another version of Node; out of dist/src elsewhere, as in the npm package.
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const dist = path.join(__dirname, '../dist');
const file = path.join(dist, 'server.js');

function bundle() {
  // Plain ASCII: read as Latin-1 it takes one byte a character, and no decoding.
  const code = readFileSync(file, 'latin1');
  const cache = path.join(dist, `server.${code.slice(3, 35)}.cache`);
  const script = new vm.Script(`(function (exports, require, __filename, __dirname, __import) {${code}\n})`, {
    filename: file,
    ...(existsSync(cache) && { cachedData: readFileSync(cache) }),
  });
  const exported = {};
  script.runInThisContext()(exported, createRequire(file), file, dist, (name) => import(name));
  return { ...exported, script, cache };
}

if (process.env.DEVFLOWFIX_COMPILE === '1') {
  const { load, script, cache } = bundle();
  load();
  const draft = `${cache}.${process.pid}`;
  writeFileSync(draft, script.createCachedData());
  renameSync(draft, cache);
  console.log(Object.keys(require.cache).join('\n'));
} else if (existsSync(file)) {
  bundle().cli();
} else {
  require('../dist/src/cli.js');
}
