import { redact } from '../../../diagnosis/log/redact';
import type { Diagnosis } from '../../../diagnosis/diagnosis.types';
import type { Proposal, Quote, ReplaceEdit } from '../fix.types';
import type { ModelAnswer } from './answer';
import type { ModelContext, ShownFile } from './context';

/** An answer that holds, or all that is wrong with it. */
export type Validated =
  { readonly ok: true; readonly proposal: Proposal } | { readonly ok: false; readonly reasons: readonly string[] };

/** No model's word is worth more than this: its own CI has the last one. */
const MAX_CONFIDENCE = 0.9;
const MAX_REASON = 300;

type AnsweredQuote = ModelAnswer['quotes'][number];
type AnsweredEdit = ModelAnswer['edits'][number];

function quoteProblem(quote: AnsweredQuote, context: ModelContext): string | null {
  const lines = context.logs.get(quote.source)?.lines ?? context.files.get(quote.source)?.lines;
  const where = `${quote.source}:${quote.line}`;
  if (lines === undefined) return `${where} is quoted, but was not shown`;
  const said = quote.text.trim();
  if (said === '') return `${where} is quoted as nothing`;
  return lines.get(quote.line)?.trim() === said ? null : `the line quoted from ${where} does not stand there`;
}

/** True when every line that an edit replaces was shown, and shown as it is: nothing was redacted or spelt out. */
function wasSeen({ material: { file }, lines }: ShownFile, from: number, to: number): boolean {
  const real = file.text.split('\n');
  const first = file.text.slice(0, from).split('\n').length;
  const last = file.text.slice(0, to).split('\n').length;
  for (let number = first; number <= last; number += 1) if (lines.get(number) !== real[number - 1]) return false;
  return true;
}

function editProblem({ path, old_text, new_text }: AnsweredEdit, context: ModelContext): string | null {
  const shown = context.files.get(path);
  if (shown === undefined) return `${path} is edited, but was not shown`;
  if (!shown.material.isEditable) return `${path} is edited, but was shown for reading only`;
  const { text } = shown.material.file;
  const from = text.indexOf(old_text);
  if (from < 0) return `a text to replace is not in ${path}`;
  if (text.includes(old_text, from + 1)) return `a text to replace is in ${path} more than once`;
  if (!wasSeen(shown, from, from + old_text.length)) return `a text to replace in ${path} was not shown`;
  if (old_text === new_text) return `an edit of ${path} changes nothing`;
  if (/\[redacted\]/i.test(new_text)) return `an edit of ${path} writes what was hidden`;
  return null;
}

/** A model's words fit for a row and a page: one line, no secrets, not long. */
export function plainWords(text: string): string {
  const line = redact(text)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > MAX_REASON ? `${line.slice(0, MAX_REASON - 1)}…` : line;
}

/**
 * Holds a model's answer against what it was shown: every quoted line exists where it says, at least one of a log; every
 * edit anchors exactly once in lines that were shown of a file that may be edited. One lie rejects all.
 */
export function validateAnswer(answer: ModelAnswer, context: ModelContext, diagnosis: Diagnosis): Validated {
  const reasons = [
    ...answer.quotes.map((quote) => quoteProblem(quote, context)),
    ...answer.edits.map((edit) => editProblem(edit, context)),
  ].filter((reason) => reason !== null);
  const quotes = answer.quotes.flatMap(({ source, line, text }): Quote[] => {
    const log = context.logs.get(source);
    return log === undefined ? [] : [{ job: log.job, line, text: text.trim() }];
  });
  if (quotes.length === 0) reasons.push('no line of the log is quoted');
  if (answer.edits.length === 0) reasons.push('nothing is changed');
  if (reasons.length > 0) return { ok: false, reasons };
  const edits = answer.edits.map(({ path, old_text, new_text }): ReplaceEdit => ({
    kind: 'replace',
    path,
    at: null,
    oldText: old_text,
    newText: new_text.replaceAll('\r\n', '\n'),
  }));
  return {
    ok: true,
    proposal: {
      outcome: 'patch',
      edits,
      reason: plainWords(answer.explanation) || 'A change the model proposes',
      quotes,
      covers: diagnosis.issues,
      coversTests: diagnosis.failingTests,
      coversAll: true,
      confidence: Math.min(MAX_CONFIDENCE, answer.confidence),
      safety: 'suggestion',
    },
  };
}
