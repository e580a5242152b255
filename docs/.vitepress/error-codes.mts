import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A row of docs/errors.md, which the tests hold against the code. */
export interface ErrorRow {
  readonly code: string;
  readonly status: string;
  readonly says: string;
  readonly remedy: string;
}

/** Every error code of docs/errors.md. */
export function errorRows(root: string): ErrorRow[] {
  const page = readFileSync(path.join(root, 'docs/errors.md'), 'utf8');
  const rows = page.matchAll(/^\| `([a-z_]+\.[a-z_]+)`\s*\| (\d{3})\s*\|\s*(.*?)\s*\|\s*(\S.*?)\s*\|$/gm);
  return [...rows].map(([, code = '', status = '', says = '', remedy = '']) => ({ code, status, says, remedy }));
}
