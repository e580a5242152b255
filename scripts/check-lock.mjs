// Every optional platform package named in the lock must be in it too, else a fresh `npm ci` refuses the lock (EUSAGE); every
// package has a hash, and none an address of its own.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const present = new Set(Object.keys(lock.packages).map((key) => key.split('node_modules/').pop()));
const missing = new Set(
  Object.values(lock.packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !present.has(name)),
);
const unhashed = Object.entries(lock.packages).filter(
  ([key, { integrity, link }]) => key !== '' && !integrity && !link,
);
const resolved = Object.values(lock.packages).filter((entry) => entry.resolved).length;
for (const name of missing) console.error(`  missing from the lock: ${name}`);
for (const [key] of unhashed) console.error(`  has no hash: ${key}`);
if (resolved > 0)
  console.error(`  ${resolved} entries name a registry's address; install with omit-lockfile-registry-resolved`);
process.exitCode = missing.size + unhashed.length + resolved > 0 ? 1 : 0;
