// Packages, and the project's own modules, stay loaded from one test file of a worker to the next: the application's 1,800
// modules of packages are more than two seconds of a core, its own 1,100 half a second. Tests and what supports them are loaded
// anew for every file. So what a module of ours keeps is met by the next file, as one request meets what another left: nothing
// but what is the same for all (loaded grammars, the last id given out) may live in a module. It needs the shared context
// (jest-shared-environment.js): a module's own `Error` and `Array` are those of the context it was loaded in. No test mocks a
// module (house rule), so none meets another's mock here.
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const SHARED = /\/node_modules\/|\/(?:src|demo)\/.*(?<!\.spec)\.ts$|\/test\/support\/openapi-check\.ts$/;
const PACKAGES = /\/node_modules\//;
// Tests of the queue declare work of their own, and what is declared is kept by a module: they share packages only.
const OF_QUEUE = /\/src\/queue\/[^/]*\.spec\.ts$/;
const loaded = new Map();
const sourceMaps = new Map();

/** Modules by path: some are everybody's, the rest is one file's own. */
class Modules extends Map {
  constructor(shared) {
    super();
    this.shared = shared;
  }
  of(name) {
    return this.shared.test(name.replaceAll(path.sep, '/')) ? loaded : undefined;
  }
  get(name) {
    return this.of(name)?.get(name) ?? super.get(name);
  }
  has(name) {
    return this.of(name)?.has(name) ?? super.has(name);
  }
  set(name, module) {
    const shared = this.of(name);
    if (shared === undefined) super.set(name, module);
    else shared.set(name, module);
    return this;
  }
  delete(name) {
    return this.of(name)?.delete(name) ?? super.delete(name);
  }
}

class SharedRuntime extends Runtime {
  constructor(config, environment, resolver, transformer, cacheFS, coverage, testPath, globalConfig) {
    super(config, environment, resolver, transformer, cacheFS, coverage, testPath, globalConfig);
    this.sharedModules = OF_QUEUE.test(testPath.replaceAll(path.sep, '/')) ? PACKAGES : SHARED;
    this.registries.moduleRegistry = new Modules(this.sharedModules);
    this.transformCache.sourceMaps = sourceMaps;
  }

  /** What is shared and was loaded under this runtime lives on, and may load more of itself later through it. */
  teardown() {
    super.teardown();
    this.registries.moduleRegistry = new Modules(this.sharedModules);
    this.testState.state = 'loading';
  }
}

module.exports = { __esModule: true, default: SharedRuntime };
