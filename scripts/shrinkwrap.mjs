// While a package is made, the lock file goes into it as npm-shrinkwrap.json: whoever installs the package gets the very
// versions that were tested. Without it, newer ones come that want a newer Node than this package does.
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

if (process.argv.includes('--remove')) rmSync(at('npm-shrinkwrap.json'), { force: true });
else copyFileSync(at('package-lock.json'), at('npm-shrinkwrap.json'));
