import type { WordRule } from './added-words';
import { newWords } from './added-words';
import { isWorkflow } from './kinds';

const CODE = /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|cs|swift|scala)$/;

/** Quieter ways to stay green whatever happens. */
export const QUIET_SWALLOWS: readonly WordRule[] = [
  {
    pattern: /^\s*when:\s*["']?(?:manual|never)\b/m,
    severity: 'refuse',
    says: 'takes a job out of the pipeline',
    where: isWorkflow,
  },
  {
    pattern: /^\s*(?:-\s+)?if:\s*\S.*/m,
    severity: 'human',
    says: 'runs a step only under a condition',
    where: isWorkflow,
    when: (file) => !file.removed.some(({ text }) => /^\s*(?:-\s+)?if:/.test(text)),
  },
  {
    pattern: /^\t-\s*\w+/m,
    severity: 'refuse',
    says: 'ignores a command’s failure',
    where: (path) => /(?:^|\/)(?:GNUm|M|m)akefile$|\.mk$/.test(path),
  },
  {
    pattern: /\bset\s+-[a-z]*e[a-z]*\b|\bpipefail\b/,
    severity: 'refuse',
    says: 'goes on after a failure, without',
    reads: 'gone',
    when: (file) => newWords(file, /\bset\s+-[a-z]*e[a-z]*\b/) === null,
  },
  {
    pattern: /\b(?:except|rescue)\b[^\n]*\n\s*(?:pass|\.\.\.|continue|nil|None|end)\s*(?:\n|$)/,
    severity: 'refuse',
    says: 'swallows an error',
    where: (path) => CODE.test(path),
    reads: 'block',
  },
  {
    pattern:
      /\bcatch\b\s*(?:\([^)\n]{0,80}\))?\s*\{\s*\n(?:\s*(?:\/\/[^\n]*|\/\*[^\n]*\*\/|(?:console|log|logger|Log|System\.(?:out|err))\.\w+\([^\n]*|\w+\.printStackTrace\(\);?|return;?)\n){0,4}\s*\}/,
    severity: 'refuse',
    says: 'swallows an error',
    where: (path) => CODE.test(path),
    reads: 'block',
  },
  {
    pattern: /^\s*(?:\w+\s*,\s*)?_\s*:?=\s*[\w.]+\(/m,
    severity: 'human',
    says: 'drops an error',
    where: (path) => path.endsWith('.go'),
    when: (file) => newWords({ ...file, added: file.removed, removed: file.added }, /\berr\b/) !== null,
  },
];
