import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { rewrite } from '../kit';
import { terraformFormat } from '../terraform/format';

const FILE = /^[\w./-]{1,300}\.(?:tf|tfvars)$/;
/** What a runner prints around a command's own lines. */
const FRAME = /^(?:##\[|::|Run |\$ |\+ |shell: |Error: (?:Process completed|Terraform exited)|make: \*\*\*|\s*$)/;

/** The files a log is a bare list of; empty when it tells anything else. */
function listed(input: FixerInput): { readonly path: string; readonly quote: Quote }[] {
  const lines = input.logs.flatMap(({ job, lines: own }) =>
    own.map(({ number, text }) => ({ job, number, text: text.trimEnd() })),
  );
  const said = lines.filter(({ text }) => !FRAME.test(text));
  const found = said.flatMap(({ job, number, text }) => {
    const path = FILE.test(text) ? input.pathOf(text) : null;
    return path === null ? [] : [{ path, quote: { job, line: number, text } }];
  });
  return found.length === said.length ? found : [];
}

/** Files that `terraform fmt -check` lists, laid out as terraform does where only indentation and `=` are concerned. */
export const terraformFormatter: Fixer = {
  name: 'terraform-format',
  phase: 'format',
  fix(input) {
    if (input.issues.length > 0 || input.failingTests.length > 0) return [];
    const files = listed(input);
    const texts = files.map(({ path }) => input.files.text(path));
    const all = texts.map((text) => (text === null ? null : terraformFormat(text)));
    const [first] = files;
    if (first === undefined || texts.includes(null)) return [];
    const left = files.find((_each, at) => all[at] === null || all[at] === texts[at]);
    const outcome: FixerOutcome = left
      ? {
          outcome: 'declined',
          covers: [],
          why: `${left.path} has what only terraform lays out`,
          command: 'terraform fmt',
        }
      : {
          outcome: 'patch',
          edits: files.flatMap(({ path }, at) => rewrite(path, texts[at] ?? '', all[at] ?? '')),
          reason: `Format ${files.map(({ path }) => path).join(', ')} as terraform fmt does`,
          quotes: files.map(({ quote }) => quote),
          covers: [],
          coversAll: true,
          confidence: 0.85,
          safety: 'safe',
          command: 'terraform fmt',
        };
    return [outcome];
  },
};
