import path from 'node:path';
import type { Fixer, FixerOutcome } from '../fix.types';
import { moduleAbove, moduleNameOf } from '../go/own-packages';
import { quoteOf, rewrite } from '../kit';

const MISSING = /^(?:cannot find module providing package|no required module provides package) ([\w./~-]+)[:;]/;

/** A package that a module of the same repository has: required, and replaced by its folder. */
export const goLocalModule: Fixer = {
  name: 'go-local-module',
  phase: 'edit',
  fix(input) {
    const outcomes = new Map<string, FixerOutcome>();
    const modules = [...input.files.paths].filter((file) => file === 'go.mod' || file.endsWith('/go.mod'));
    for (const issue of input.issues) {
      const [, wanted] = MISSING.exec(issue.message) ?? [];
      const file = issue.file === null ? null : input.pathOf(issue.file);
      if (wanted === undefined || file === null) continue;
      const above = moduleAbove(input.files, path.posix.dirname(file));
      const own = above === null ? null : path.posix.join(above.at, 'go.mod');
      const text = own === null ? null : input.files.text(own);
      const texts = modules.map((each) => ({ file: each, text: input.files.text(each) ?? '' }));
      if (own === null || text === null) continue;
      const homes = texts.filter((each) => {
        const name = moduleNameOf(each.text);
        return each.file !== own && name !== null && (wanted === name || wanted.startsWith(`${name}/`));
      });
      const [home] = homes;
      const name = home === undefined ? null : moduleNameOf(home.text);
      const decline = (why: string): void => {
        outcomes.set(wanted, { outcome: 'declined', covers: [issue], why, command: `go get ${wanted}` });
      };
      if (home === undefined || name === null || homes.length > 1) {
        decline(`which version of ${wanted} is meant, the log does not say`);
        continue;
      }
      const folder = path.posix.dirname(home.file);
      const inner = path.posix.join(folder, wanted.slice(name.length));
      const there = [...input.files.paths].some((each) => path.posix.dirname(each) === inner && each.endsWith('.go'));
      if (
        !there ||
        /^\s*(?:require|replace)\b/m.test(home.text) ||
        text.includes(name) ||
        input.files.paths.has('go.work')
      ) {
        decline(`${name} needs modules of its own`);
        continue;
      }
      const relative = path.posix.relative(path.posix.dirname(own), folder);
      const at = relative.startsWith('.') ? relative : `./${relative}`;
      const after = `${text.trimEnd()}\n\nrequire ${name} v0.0.0\n\nreplace ${name} => ${at}\n`;
      const key = `${own} ${name}`;
      const known = outcomes.get(key);
      outcomes.set(key, {
        outcome: 'patch',
        edits: rewrite(own, text, after),
        reason: `Require ${name}, which is the folder ${folder} of this repository`,
        quotes: [quoteOf(input, issue)],
        covers: [...(known?.covers ?? []), issue],
        confidence: 0.85,
        safety: 'safe',
      });
    }
    return [...outcomes.values()];
  },
};
