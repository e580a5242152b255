import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { circuitBreaker, ConsecutiveBreaker, handleWhen, type CircuitBreakerPolicy } from 'cockatiel';
import OpenAI, { APIConnectionTimeoutError, BadRequestError, UnprocessableEntityError } from 'openai';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { AiConfig } from '../config/config';
import { ChatPort, type ChatAnswer, type ChatMessage, type ChatRequest, type ChatUsage } from './chat';
import { troubleIn, troubleOf, type Trouble } from './chat-errors';
import { ChatLimit } from './chat-limit';

/** Failures in a row after which the endpoint is left alone for a while. */
const BREAK_AFTER = 5;
const LEAVE_ALONE_MS = 30_000;
/** Tries of one request while its failures may pass. */
const TRIES = 3;
const FIRST_WAIT_MS = 250;
/** Characters of a wrong answer that go back to the model for repair. */
const MAX_ECHO = 20_000;

const NOTHING: ChatUsage = { requests: 0, promptTokens: 0, completionTokens: 0, cost: null };

type Reply = { readonly text: string; readonly cutOff: boolean } | Trouble;

const SPENT: Trouble = {
  failure: 'busy',
  detail: 'the budget of requests is used up',
  retryAfterSeconds: null,
  passing: false,
};

/** Any OpenAI-compatible chat endpoint. */
@Injectable()
export class OpenAiChat extends ChatPort {
  readonly model: string | null;
  private readonly client: OpenAI | null;
  private readonly breaker: CircuitBreakerPolicy;
  /** False once the endpoint has refused `response_format`; the schema then stands in the words alone. */
  private takesSchema = true;

  constructor(
    private readonly config: AiConfig,
    private readonly limits: ChatLimit,
  ) {
    super();
    this.model = config.model;
    this.client =
      config.model === null
        ? null
        : new OpenAI({
            baseURL: config.baseUrl,
            // Endpoints on one's own machine ask for none; the client insists on one.
            apiKey: config.apiKey ?? 'none',
            maxRetries: 0,
            logLevel: 'off',
          });
    this.breaker = circuitBreaker(
      handleWhen((error) => ['unavailable', 'timeout'].includes(troubleOf(error)?.failure ?? '')),
      { halfOpenAfter: LEAVE_ALONE_MS, breaker: new ConsecutiveBreaker(BREAK_AFTER) },
    );
  }

  async complete<T>(request: ChatRequest<T>): Promise<ChatAnswer<T>> {
    if (this.client === null || this.model === null) {
      const detail = 'no model is configured (AI_MODEL)';
      return { ok: false, failure: 'not_configured', detail, retryAfterSeconds: null, usage: NOTHING };
    }
    const talk = new Conversation(this.client, this.model, this.config, this.breaker, this.limits);
    talk.takesSchema = this.takesSchema;
    try {
      return await talk.hold(request);
    } finally {
      this.takesSchema = talk.takesSchema;
    }
  }
}

/** One request with its retries and its repair, counting what they use. */
class Conversation {
  takesSchema = true;
  private requests = 0;
  private promptTokens = 0;
  private completionTokens = 0;

  constructor(
    private readonly client: OpenAI,
    private readonly model: string,
    private readonly config: AiConfig,
    private readonly breaker: CircuitBreakerPolicy,
    private readonly limits: ChatLimit,
  ) {}

  async hold<T>(request: ChatRequest<T>): Promise<ChatAnswer<T>> {
    const schema = z.toJSONSchema(request.schema, { target: 'draft-7' });
    const asked: ChatMessage[] = [
      ...request.messages,
      {
        role: 'system',
        content: `Answer with one JSON value of this schema and nothing else:\n${JSON.stringify(schema)}`,
      },
    ];
    let problem = '';
    for (let round = 1; round <= 2; round += 1) {
      const reply = await this.ask(asked, request, schema);
      if ('failure' in reply) return this.failed(reply);
      if (reply.cutOff) return this.failed({ failure: 'cut_off', detail: 'the answer was longer than allowed' });
      const read = readJson(reply.text, request.schema);
      if (read.ok) return { ok: true, value: read.value, usage: this.usage() };
      problem = read.problem;
      asked.push(
        { role: 'assistant', content: reply.text.slice(0, MAX_ECHO) },
        { role: 'user', content: `That is not of the schema: ${problem}. Answer again, with the JSON value alone.` },
      );
    }
    return this.failed({ failure: 'malformed', detail: `the answer is not of the schema: ${problem}` });
  }

  private failed(trouble: Pick<Trouble, 'failure' | 'detail'> & Partial<Trouble>): ChatAnswer<never> {
    const { failure, detail, retryAfterSeconds = null } = trouble;
    return { ok: false, failure, detail, retryAfterSeconds, usage: this.usage() };
  }

  private async ask(messages: readonly ChatMessage[], request: ChatRequest<unknown>, schema: object): Promise<Reply> {
    for (let tried = 1; ; tried += 1) {
      if (this.requests >= (request.maxRequests ?? Infinity)) return SPENT;
      try {
        return this.read(await this.breaker.execute(() => this.send(messages, request, schema)));
      } catch (error) {
        if (this.takesSchema && (error instanceof BadRequestError || error instanceof UnprocessableEntityError)) {
          // Many models behind compatible endpoints know no `response_format`.
          this.takesSchema = false;
          continue;
        }
        const trouble = troubleOf(error);
        if (trouble === null) throw error;
        if (!trouble.passing || tried >= TRIES) return trouble;
        await sleep(FIRST_WAIT_MS * 2 ** (tried - 1));
      }
    }
  }

  private async send(
    messages: readonly ChatMessage[],
    request: ChatRequest<unknown>,
    schema: object,
  ): Promise<ChatCompletion> {
    const { requestsPerMinute } = this.config;
    await this.limits.consume('ai-requests', this.model, { points: requestsPerMinute, seconds: 60 });
    this.requests += 1;
    const format = { name: request.name, strict: true, schema: schema as Record<string, unknown> };
    // Its successor is unknown to most compatible endpoints, NVIDIA's among them.
    const limit: object = { max_tokens: request.maxTokens };
    // The client's own limit ends with the headers; an endpoint may hang in the body too.
    const signal = AbortSignal.timeout(this.config.timeoutMs);
    try {
      return await this.client.chat.completions.create(
        {
          model: this.model,
          messages: [...messages],
          ...limit,
          temperature: 0,
          ...(this.takesSchema ? { response_format: { type: 'json_schema' as const, json_schema: format } } : {}),
        },
        { signal },
      );
    } catch (error) {
      throw signal.aborted ? new APIConnectionTimeoutError() : error;
    }
  }

  private read(completion: unknown): Reply {
    const answer = completionSchema.safeParse(completion);
    const choice = answer.data?.choices[0];
    if (!answer.success || choice === undefined) {
      const told = troubleIn(completion);
      if (told !== null) return told;
      return {
        failure: 'malformed',
        detail: 'the endpoint sent no completion',
        retryAfterSeconds: null,
        passing: false,
      };
    }
    this.promptTokens += answer.data.usage?.prompt_tokens ?? 0;
    this.completionTokens += answer.data.usage?.completion_tokens ?? 0;
    return { text: choice.message.content ?? '', cutOff: choice.finish_reason === 'length' };
  }

  private usage(): ChatUsage {
    const { promptTokens, completionTokens, requests } = this;
    const { prices } = this.config;
    const cost =
      prices === null
        ? null
        : (promptTokens * prices.promptPerMillion + completionTokens * prices.completionPerMillion) / 1e6;
    return { requests, promptTokens, completionTokens, cost };
  }
}

/** What we use of a completion. */
const completionSchema = z.object({
  choices: z.array(
    z.object({ message: z.object({ content: z.string().nullish() }), finish_reason: z.string().nullish() }),
  ),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

/** Reads an answer, also one that stands in a Markdown fence or after a model's audible thinking. */
function readJson<T>(
  text: string,
  schema: z.ZodType<T>,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string } {
  const spoken = text.split('</think>').at(-1) ?? '';
  const from = Math.max(0, spoken.search(/[[{]/));
  const to = Math.max(spoken.lastIndexOf('}'), spoken.lastIndexOf(']'));
  let raw: unknown;
  try {
    raw = JSON.parse(spoken.slice(from, to + 1));
  } catch {
    return { ok: false, problem: 'it is no JSON' };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`.slice(0, 300) };
}
