// The cases of every property test are the same in each run, so that a red one is the change's fault. To look for cases
// nobody has tried yet: PROPERTY_SEED=n npm test.
require('fast-check').configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261129) });
