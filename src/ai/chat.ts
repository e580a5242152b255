import type { z } from 'zod';

/** One turn of a conversation with a model. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a model is asked for: an answer of one shape. It gets no tools and no tokens of anybody. */
export interface ChatRequest<T> {
  readonly messages: readonly ChatMessage[];
  /** What the answer must be; also told to the model as a JSON schema. */
  readonly schema: z.ZodType<T>;
  /** Names the schema for the endpoint: letters, digits, `_` and `-`. */
  readonly name: string;
  /** Tokens the answer may have. */
  readonly maxTokens: number;
  /** Requests the conversation may cost, repairs and retries included; what does not fit fails as `busy`. */
  readonly maxRequests?: number;
}

/** What a conversation used, repairs and retries included. */
export interface ChatUsage {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars by the prices in the settings; null where no price is set. */
  readonly cost: number | null;
}

/**
 * Why there is no answer. `busy`: a rate limit, ours or theirs. `unavailable`: no connection, 5xx, or too many of those
 * lately. `rejected`: the endpoint will never take this request (401, 404, too long). `malformed`: an answer that was
 * not of the shape, also after one repair. `cut_off`: longer than `maxTokens`.
 */
export const CHAT_FAILURES = [
  'not_configured',
  'busy',
  'unavailable',
  'timeout',
  'rejected',
  'malformed',
  'cut_off',
] as const;
export type ChatFailure = (typeof CHAT_FAILURES)[number];

export type ChatAnswer<T> =
  | { readonly ok: true; readonly value: T; readonly usage: ChatUsage }
  | {
      readonly ok: false;
      readonly failure: ChatFailure;
      /** For people; static, or the endpoint's status. Never a part of the conversation. */
      readonly detail: string;
      /** When asking again makes sense, where that is known. */
      readonly retryAfterSeconds: number | null;
      readonly usage: ChatUsage;
    };

/** The one way to a language model. */
export abstract class ChatPort {
  /** The model's name; null when none is configured, and `complete` then answers `not_configured`. */
  abstract readonly model: string | null;
  /** Asks once (and once more to repair an answer of the wrong shape). Never throws for what the endpoint does. */
  abstract complete<T>(request: ChatRequest<T>): Promise<ChatAnswer<T>>;
}
