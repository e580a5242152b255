// Every optional platform package named in the lock must be in it too, else a fresh `npm ci` refuses the lock (EUSAGE).
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const present = new Set(Object.keys(lock.packages).map((key) => key.split('node_modules/').pop()));
const missing = new Set(
  Object.values(lock.packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !present.has(name)),
);
const resolved = Object.values(lock.packages).filter((entry) => entry.resolved).length;
for (const name of missing) console.error(`  missing from the lock: ${name}`);
if (resolved > 0)
  console.error(`  ${resolved} entries name a registry's address; install with omit-lockfile-registry-resolved`);
process.exitCode = missing.size > 0 || resolved > 0 ? 1 : 0;
