import { LLMock } from '@copilotkit/aimock';
import { treeOf } from '../../test/support/fix-plan';
import { modelCase, questionFor } from '../../test/support/model-case';
import { parseLog } from '../diagnosis/log/reader';
import { DEFAULT_PATCH_POLICY } from '../fix/domain/gates/gate.types';
import type { NoPatch } from '../fix/domain/plan';
import { modelFix, type LocalModelFix } from './model-fix';

const CASE = modelCase('build');
const UNKNOWN: NoPatch = { outcome: 'declined', why: 'no fixer knows', refused: [], parts: [], commands: [] };

let endpoint: LLMock;
beforeEach(async () => {
  endpoint = new LLMock({ port: 0 });
  await endpoint.start();
});
afterEach(() => endpoint.stop());

async function fix(environment: Readonly<Record<string, string>>, use_ai = true): Promise<LocalModelFix> {
  const { diagnosis } = await questionFor(CASE);
  const logs = [{ job: 'test', lines: parseLog(CASE.log).lines }];
  const policy = { ...DEFAULT_PATCH_POLICY, use_ai };
  return modelFix({ diagnosis, logs, tree: treeOf(CASE), policy }, UNKNOWN, environment);
}

const settings = (): Record<string, string> => ({
  AI_BASE_URL: `${endpoint.url}/v1`,
  AI_API_KEY: 'canary-key',
  AI_MODEL: 'tester',
});

it('asks the model of the environment and says what it cost', async () => {
  endpoint.onMessage(/.*/, {
    content: JSON.stringify(CASE.answer),
    usage: { prompt_tokens: 900, completion_tokens: 100 },
  });

  const { plan, gates, note } = await fix({ ...settings(), AI_PRICE_PROMPT: '10', AI_PRICE_COMPLETION: '10' });

  expect(plan).toMatchObject({ outcome: 'patch', changes: [{ path: 'src/cart.ts' }] });
  expect(gates.every(({ passed }) => passed)).toBe(true);
  expect(note).toBe('asked tester: 1 request, 900 + 100 tokens, $0.0100');
});

it('says why the model proposes nothing, without the key', async () => {
  endpoint.onMessage(/.*/, { error: { message: 'bad key canary-key' }, status: 401 });

  const answer = await fix(settings());

  expect(answer.plan).toMatchObject({ outcome: 'declined', why: expect.stringContaining('answered 401') as string });
  expect(JSON.stringify(answer)).not.toContain('canary-key');
});

it.each([
  ['no model is configured', {}, true, /no model is configured/],
  ['the repository wants none', { AI_MODEL: 'tester', AI_API_KEY: 'k' }, false, /wants no model/],
])('leaves it at the fixers when %s', async (_why, environment, useAi, note) => {
  const answer = await fix(environment, useAi);

  expect(answer.plan).toBe(UNKNOWN);
  expect(answer.note).toMatch(note);
  expect(endpoint.getRequests()).toHaveLength(0);
});
