import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import type { Fields } from '../common/fields';
import { RateLimits } from '../common/http/rate-limits';
import type { AiConfig } from '../config/config';
import { Database } from '../database/database';
import { createDataSource } from '../database/data-source';
import type { ChatRequest } from './chat';
import { OpenAiChat } from './openai-chat';
import { SharedChatLimit } from './shared-chat-limit';

const schema = z.object({ file: z.string(), line: z.int() });
const REQUEST: ChatRequest<z.infer<typeof schema>> = {
  name: 'place',
  schema,
  maxTokens: 200,
  messages: [{ role: 'user', content: 'where is the mistake?' }],
};
const RIGHT = '{"file":"src/a.ts","line":4}';

let endpoint: LLMock;
let testDatabase: TestDatabase;
let database: Database;
let served: Server | null = null;
let named = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database(await createDataSource({ url: testDatabase.url, entities: [], poolSize: 2 }).initialize());
});
beforeEach(async () => {
  endpoint = new LLMock({ port: 0 });
  await endpoint.start();
});
afterEach(async () => {
  await endpoint.stop();
  served?.closeAllConnections();
  served?.close();
  served = null;
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

function chat(change: Partial<Fields<AiConfig>> = {}): OpenAiChat {
  named += 1;
  const config: Fields<AiConfig> = {
    baseUrl: `${endpoint.url}/v1`,
    apiKey: 'canary-key',
    // Each its own, so that no test counts against another's limit.
    model: `model-${named}`,
    timeoutMs: 2_000,
    requestsPerMinute: 100,
    prices: { promptPerMillion: 1, completionPerMillion: 10 },
    maxPromptTokens: 24_000,
    caps: { requestsPerIncident: 20, dailyRequestsPerRepository: 200, dailyCost: null },
    ...change,
  };
  return new OpenAiChat(config, new SharedChatLimit(new RateLimits(database)));
}

/** An endpoint that does with the connection what no library would. */
async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  served = createServer(answer);
  await new Promise<void>((resolve) => served?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(served.address() as AddressInfo).port}/v1`;
}

test('an answer of the schema comes back as a value, with what it cost', async () => {
  endpoint.onMessage(/where/, { content: RIGHT, usage: { prompt_tokens: 1000, completion_tokens: 100 } });

  const answer = await chat().complete(REQUEST);

  expect(answer).toEqual({
    ok: true,
    value: { file: 'src/a.ts', line: 4 },
    usage: { requests: 1, promptTokens: 1000, completionTokens: 100, cost: 0.002 },
  });
});

test('the schema goes along, the key only in its header, and no tools', async () => {
  endpoint.onMessage(/where/, { content: RIGHT });

  await chat().complete(REQUEST);

  const body = endpoint.getLastRequest()?.body as Record<string, unknown>;
  expect(body).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true } },
  });
  expect(body).not.toHaveProperty('tools');
  expect(JSON.stringify(body)).not.toContain('canary-key');
});

test.each([
  ['in a fence', `Here you are:\n\`\`\`json\n${RIGHT}\n\`\`\``],
  ['after thinking aloud', `<think>maybe {"file": 1}</think>${RIGHT}`],
])('an answer %s is read', async (_, content) => {
  endpoint.onMessage(/where/, { content });

  expect(await chat().complete(REQUEST)).toMatchObject({ ok: true, value: { line: 4 } });
});

test('an answer of the wrong shape is asked for once more, with what is wrong', async () => {
  endpoint.onMessage(/where/, { content: '{"file":"src/a.ts","line":"four"}' });
  endpoint.onMessage(/not of the schema: line/, { content: RIGHT });

  const answer = await chat().complete(REQUEST);

  expect(answer).toMatchObject({ ok: true, usage: { requests: 2 } });
});

test.each([
  ['no JSON', 'I cannot help with that.'],
  ['another shape', '{"lines": []}'],
  ['nothing', ''],
])('%s twice is malformed, and still counted', async (_, content) => {
  endpoint.onMessage(/.*/, { content });

  const answer = await chat().complete(REQUEST);

  expect(answer).toMatchObject({ ok: false, failure: 'malformed', usage: { requests: 2 } });
});

test('an answer that hit its limit is not repaired but told', async () => {
  endpoint.onMessage(/where/, { content: '{"file":"src/a', finishReason: 'length' });

  expect(await chat().complete(REQUEST)).toMatchObject({ ok: false, failure: 'cut_off', usage: { requests: 1 } });
});

test('an endpoint that knows no response_format is asked without it, from then on', async () => {
  const bodies: Record<string, unknown>[] = [];
  const baseUrl = await serve((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      bodies.push(body);
      const refused = 'response_format' in body;
      response.writeHead(refused ? 400 : 200, { 'content-type': 'application/json' });
      response.end(
        refused
          ? '{"detail":"response_format is not supported"}'
          : JSON.stringify({ choices: [{ message: { content: RIGHT }, finish_reason: 'stop' }] }),
      );
    });
  });
  const port = chat({ baseUrl });

  const answers = [await port.complete(REQUEST), await port.complete(REQUEST)];

  expect(answers).toMatchObject([{ ok: true }, { ok: true }]);
  expect(bodies.map((body) => 'response_format' in body)).toEqual([true, false, false]);
});

test.each([
  ['JSON', '{"error":{"message":"slow down"}}', 'application/json'],
  ['text', 'Too many requests', 'text/plain'],
  ['HTML', '<html><body>429</body></html>', 'text/html'],
  ['nothing', '', 'application/json'],
])('a 429 with %s is busy, and says when to come back', async (_, body, type) => {
  const baseUrl = await serve((_request, response) => {
    response.writeHead(429, { 'content-type': type, 'retry-after': '7' });
    response.end(body);
  });

  expect(await chat({ baseUrl }).complete(REQUEST)).toMatchObject({
    ok: false,
    failure: 'busy',
    retryAfterSeconds: 7,
    usage: { requests: 1 },
  });
});

test.each([
  ['busy', '{"error":{"code":429,"message":"slow down"}}', 60],
  ['busy', '{"error":{"status":"429"},"choices":[]}', 60],
  ['rejected', '{"error":{"code":402,"message":"no credit"}}', null],
  ['malformed', '{"error":"slow down"}', null],
])('a 200 is %s whose body is %s', async (failure, body, retryAfterSeconds) => {
  const baseUrl = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  });

  const answer = await chat({ baseUrl }).complete(REQUEST);

  expect(answer).toMatchObject({ ok: false, failure, retryAfterSeconds, usage: { requests: 1 } });
});

test('a 500 that passes costs a second request and no answer', async () => {
  endpoint.onMessage(/where/, { content: RIGHT });
  endpoint.nextRequestError(500, { message: 'boom' });

  expect(await chat().complete(REQUEST)).toMatchObject({ ok: true, usage: { requests: 2 } });
});

test('a refused key is rejected at once and never shown', async () => {
  endpoint.nextRequestError(401, { message: 'bad key canary-key' });

  const answer = await chat().complete(REQUEST);

  expect(answer).toMatchObject({ ok: false, failure: 'rejected', detail: 'the model endpoint answered 401' });
  expect(JSON.stringify(answer)).not.toContain('canary-key');
});

test('an endpoint that hangs is a timeout', async () => {
  const baseUrl = await serve(() => undefined);

  expect(await chat({ baseUrl, timeoutMs: 200 }).complete(REQUEST)).toMatchObject({ ok: false, failure: 'timeout' });
});

test.each([
  ['in the middle of the body', '{"choices":[{"message":{"content":"{\\"fi'],
  ['before any body', ''],
])('a connection cut %s is unavailable', async (_, piece) => {
  const baseUrl = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write(piece, () => response.destroy());
  });

  expect(await chat({ baseUrl }).complete(REQUEST)).toMatchObject({
    ok: false,
    failure: 'unavailable',
    usage: { requests: 3 },
  });
});

test('an endpoint that keeps failing is left alone', async () => {
  let asked = 0;
  const baseUrl = await serve((_request, response) => {
    asked += 1;
    response.writeHead(503);
    response.end();
  });
  const port = chat({ baseUrl });

  await port.complete(REQUEST);
  await port.complete(REQUEST);
  const answer = await port.complete(REQUEST);

  expect(asked).toBe(5);
  expect(answer).toMatchObject({ ok: false, failure: 'unavailable', usage: { requests: 0 } });
});

test('our own limit of requests a minute is kept before the endpoint is asked', async () => {
  endpoint.onMessage(/where/, { content: RIGHT });
  const port = chat({ requestsPerMinute: 1 });

  const answers = [await port.complete(REQUEST), await port.complete(REQUEST)];

  expect(answers).toMatchObject([{ ok: true }, { ok: false, failure: 'busy', usage: { requests: 0 } }]);
  expect(endpoint.getRequests()).toHaveLength(1);
});

test('a conversation costs no more requests than it is given', async () => {
  endpoint.onMessage(/.*/, { content: 'no JSON' });

  const answer = await chat().complete({ ...REQUEST, maxRequests: 1 });

  expect(answer).toMatchObject({ ok: false, failure: 'busy', usage: { requests: 1 } });
  expect(endpoint.getRequests()).toHaveLength(1);
});

test('without a model nothing is asked', async () => {
  const port = chat({ model: null });

  expect(port.model).toBeNull();
  expect(await port.complete(REQUEST)).toMatchObject({ ok: false, failure: 'not_configured' });
  expect(endpoint.getRequests()).toHaveLength(0);
});
