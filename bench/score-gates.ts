// Holds the gates against cheating to labelled patches and prints precision and recall: `npm run score:gates [-- DIR]`.
// The bar is 95 % each, on the corpus they were made with and on the held-out one. `score:fixes` ends with the same table.
import path from 'node:path';
import { gateTable } from './support/gate-corpus';

const { text, ok } = gateTable(path.resolve(process.argv[2] ?? 'test/fixtures/patches'));
console.log(text);
if (!ok) process.exitCode = 1;
