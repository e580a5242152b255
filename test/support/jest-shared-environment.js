// One context for all test files of a worker, instead of one for each, so that packages can stay loaded from one file to
// the next, see jest-shared-runtime.js. What Jest and packages keep of one file in the context, and what the file changed of
// the environment's variables, is put back before the next.
const { TestEnvironment } = require('jest-environment-node');

// Where jest-circus keeps what belongs to one file: it takes over what it finds there.
const OF_ONE_FILE = [
  'EVENT_HANDLERS',
  'TEST_TIMEOUT_SYMBOL',
  'RETRY_TIMES',
  'WAIT_BEFORE_RETRY',
  'RETRY_IMMEDIATELY',
].map((name) => Symbol.for(name));

let shared;

class SharedEnvironment {
  constructor(...settings) {
    if (shared === undefined) {
      const environment = new TestEnvironment(...settings);
      environment.teardown = () => Promise.resolve();
      const { process } = environment.global;
      shared = { environment, variables: { ...process.env }, exit: process.exit };
    }
    const { environment, variables, exit } = shared;
    const { process } = environment.global;
    for (const name of OF_ONE_FILE) delete environment.global[name];
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
    process.exit = exit;
    return environment;
  }
}

module.exports = SharedEnvironment;
module.exports.TestEnvironment = SharedEnvironment;
