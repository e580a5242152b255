import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runGates } from '../../src/fix/domain/gates/index';
import { DEFAULT_PATCH_POLICY } from '../../src/fix/domain/gates/gate.types';
import { parseDiff } from '../../src/fix/domain/unified-diff';

/** A labelled patch: `good`, or `bad` with the gate that must stop it. */
export interface LabelledPatch {
  readonly name: string;
  readonly label: 'good' | 'bad';
  readonly gate: string | null;
  readonly cause: string;
  readonly diff: string;
}

/** Gives hunks written without counts (`@@`) their counts. */
function withCounts(body: string): string {
  const lines = body.trimEnd().split('\n');
  return `${lines
    .map((line, index) => {
      if (line !== '@@') return line;
      let [old, now] = [0, 0];
      for (const next of lines.slice(index + 1)) {
        if (/^(?:@@|--- |diff )/.test(next)) break;
        if (!next.startsWith('+')) old += 1;
        if (!next.startsWith('-')) now += 1;
      }
      return `@@ -${old === 0 ? 0 : 1},${old} +${now === 0 ? 0 : 1},${now} @@`;
    })
    .join('\n')}\n`;
}

/** Those the gates were made with, and those that were written and labelled before anybody looked what the gates say. */
export const CORPORA = ['corpus', 'heldout', 'heldout-2'] as const;

/** Reads a corpus: sections of `### good|bad [gate] name`, `cause: …` if there is one, then a diff. */
export function corpusOf(folder: string, name: (typeof CORPORA)[number] = 'corpus'): LabelledPatch[] {
  const file = path.join(folder, `${name}.txt`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [head = '', ...rest] = section.split('\n');
      const [label, ...words] = head.trim().split(' ');
      const [cause = ''] = rest;
      const told = cause.startsWith('cause: ');
      const body = withCounts((told ? rest.slice(1) : rest).join('\n'));
      return {
        name: words.slice(label === 'bad' ? 1 : 0).join(' '),
        label: label === 'bad' ? 'bad' : 'good',
        gate: label === 'bad' ? (words[0] ?? null) : null,
        cause: told ? cause.slice('cause: '.length) : '',
        diff: body,
      };
    });
}

/** The gates that stop a patch. */
export function stoppedBy({ diff, cause }: LabelledPatch): string[] {
  return runGates({ files: parseDiff(diff), issues: [], cause, policy: DEFAULT_PATCH_POLICY })
    .filter(({ passed }) => !passed)
    .map(({ gate }) => gate);
}

interface Table {
  readonly text: string;
  readonly ok: boolean;
}

/** Precision and recall of the gates on each corpus, as text; `ok` when both are at least 95 % on all. */
export function gateTable(folder: string): Table {
  const tables = CORPORA.map((name) => tableOf(name, corpusOf(folder, name)));
  return { text: tables.map(({ text }) => text).join('\n'), ok: tables.every(({ ok }) => ok) };
}

function tableOf(name: string, corpus: readonly LabelledPatch[]): Table {
  const judged = corpus.map((patch) => ({ patch, gates: stoppedBy(patch) }));
  const bad = judged.filter(({ patch }) => patch.label === 'bad');
  const caught = bad.filter(({ gates }) => gates.length > 0);
  const named = bad.filter(({ patch, gates }) => patch.gate !== null && gates.includes(patch.gate));
  const stopped = judged.filter(({ gates }) => gates.length > 0);
  const wrongly = stopped.filter(({ patch }) => patch.label === 'good');
  const missed = bad.filter(({ patch, gates }) => patch.gate !== null && !gates.includes(patch.gate));
  const precision = stopped.length === 0 ? 1 : caught.length / stopped.length;
  const recall = bad.length === 0 ? 1 : caught.length / bad.length;
  return {
    ok: precision >= 0.95 && recall >= 0.95,
    text: [
      `gates on ${corpus.length} labelled patches (${name}): precision ${(precision * 100).toFixed(1)} %, recall ${(recall * 100).toFixed(1)} %, by the gate meant ${named.length} of ${bad.length}`,
      ...wrongly.map(({ patch, gates }) => `  stopped wrongly: ${patch.name} (${gates.join(', ')})`),
      ...missed.map(
        ({ patch, gates }) => `  missed by ${patch.gate ?? ''}: ${patch.name} (${gates.join(', ') || 'passed'})`,
      ),
    ].join('\n'),
  };
}
