import { z } from 'zod';

/** Tokens an answer may have; a patch of the size that policies allow has fewer. */
export const MAX_ANSWER_TOKENS = 4_000;

/** Where the log stands in quotes: `log` of the first failed job, `log 2` of the second. */
export const logSource = (index: number): string => (index === 0 ? 'log' : `log ${index + 1}`);

/**
 * What a model is asked to answer. Every field is required, as strict endpoints want it: an answer without a change has
 * `decline` set and empty lists.
 */
export const answerSchema = z.object({
  decline: z
    .string()
    .max(1_000)
    .nullable()
    .describe('Null when you propose a change; otherwise one sentence saying why no safe change can be proposed.'),
  quotes: z
    .array(
      z.object({
        source: z.string().max(500).describe('`log`, `log 2`, … or the path of a file you were shown.'),
        line: z.int().min(1).describe('The number printed before the line.'),
        text: z.string().min(1).max(1_000).describe('The whole line, copied exactly, without its number.'),
      }),
    )
    .max(20)
    .describe('The lines the change rests on; at least one of a log.'),
  edits: z
    .array(
      z.object({
        path: z.string().min(1).max(500).describe('A file marked "may be edited".'),
        old_text: z
          .string()
          .min(1)
          .max(20_000)
          .describe('Text to replace, copied exactly, line numbers left out. It must occur exactly once in the file.'),
        new_text: z.string().max(20_000).describe('What to put in its place.'),
      }),
    )
    .max(30),
  explanation: z.string().max(2_000).describe('One or two sentences: the cause, and why this change removes it.'),
  confidence: z.number().min(0).max(1).describe('How sure you are that the failed step passes after the change.'),
});
export type ModelAnswer = z.infer<typeof answerSchema>;
