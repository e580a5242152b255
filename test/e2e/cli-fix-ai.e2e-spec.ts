import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { build, runBuilt } from '../support/built-process';
import { modelCase } from '../support/model-case';

jest.setTimeout(120_000);

const CASE = modelCase('build');

let endpoint: LLMock;
let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'devflowfix-fix-'));
  for (const [name, text] of Object.entries({ ...CASE.files, 'ci.log': CASE.log })) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  endpoint = new LLMock({ port: 0 });
  await endpoint.start();
  await build();
});
afterAll(async () => {
  await endpoint.stop();
  rmSync(cwd, { recursive: true, force: true });
});
beforeEach(() => {
  endpoint.reset();
  endpoint.onMessage(/.*/, { content: JSON.stringify(CASE.answer) });
});

const FIX = ['fix', '--log', 'ci.log', '--root', '.'];

test('without --ai no model is asked; a working tree’s own .env does not say which is', async () => {
  writeFileSync(path.join(cwd, '.env'), `AI_BASE_URL=${endpoint.url}/v1\nAI_MODEL=planted\n`);

  const without = await runBuilt(FIX, cwd, { AI_BASE_URL: `${endpoint.url}/v1`, AI_MODEL: 'tester' });
  const planted = await runBuilt([...FIX, '--ai'], cwd, { AI_API_KEY: 'canary-key' });

  expect([without.code, planted.code]).toEqual([2, 2]);
  expect(planted.stderr).toContain('no model is configured');
  expect(endpoint.getRequests()).toHaveLength(0);
});

test('fix --ai --write asks the model, needs no database, and writes its patch', async () => {
  const environment = { AI_BASE_URL: `${endpoint.url}/v1`, AI_MODEL: 'tester', AI_API_KEY: 'canary-key' };

  const ended = await runBuilt([...FIX, '--ai', '--write', '--json'], cwd, environment);

  expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('asked tester: 1 request') as string });
  expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'patch', written: true, safety: 'suggestion' });
  expect(readFileSync(path.join(cwd, 'src/cart.ts'), 'utf8')).toBe(CASE.fixed['src/cart.ts']);
  expect(ended.stdout + ended.stderr).not.toContain('canary-key');
});
