// Packages, and the project's pure rooms, stay loaded from one test file of a worker to the next: the application's 1,800
// modules of them are more than two seconds of a core. Its other modules are loaded anew for every file, so nothing they
// keep passes from one to the next. It needs the shared context (jest-shared-environment.js): a module's own `Error` and
// `Array` are those of the context it was loaded in. No test mocks a module (house rule), so none meets another's mock here.
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const SHARED = /\/node_modules\/|\/src\/(?:diagnosis|ci-file|fix\/domain)\/.*(?<!\.spec)\.ts$/;
// What decorators of our classes told this package, which has no other place for it than its own module.
const TRANSFORMS = path.join(__dirname, '../../node_modules/class-transformer/cjs/storage.js');
const loaded = new Map();
const sourceMaps = new Map();

/** Modules by path: some are everybody's, the rest is one file's own. */
class Modules extends Map {
  of(name) {
    return SHARED.test(name.replaceAll(path.sep, '/')) ? loaded : undefined;
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
    this.registries.moduleRegistry = new Modules();
    this.transformCache.sourceMaps = sourceMaps;
  }

  /** What is shared and was loaded under this runtime lives on, and may load more of itself later through it. */
  teardown() {
    super.teardown();
    loaded.get(TRANSFORMS)?.exports.defaultMetadataStorage.clear();
    this.registries.moduleRegistry = new Modules();
    this.testState.state = 'loading';
  }
}

module.exports = { __esModule: true, default: SharedRuntime };
