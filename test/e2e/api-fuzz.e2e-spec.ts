import fc from 'fast-check';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import type { ApiClient } from '../support/api-client';
import { ApiFuzz, targetsOf, type FuzzRequest } from '../support/api-fuzz';
import { connectAccount } from '../support/main-road';
import { makeOneOfEach } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';

/**
 * `FUZZ_REQUESTS=50000 FUZZ_SEED=5 npx jest test/e2e/api-fuzz` is the long form. The suite's own seed is fixed: what it says
 * of a commit is the same every time, and new finds come from the long form with seeds of its own.
 */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1200);
const SEED = Number(process.env.FUZZ_SEED ?? 635_241_366);
/** A forge that this installation has no OAuth app for: the one 5xx that says nothing is broken. */
const NOT_HERE = '"code":"oauth.not_configured"';
/** An answer to a page that stays open has no end to wait for. */
const NOT_ASKED = ['GET /api/v2/events'];

jest.setTimeout(Math.max(60_000, REQUESTS * 100));

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

test('whatever is sent, no answer is a 5xx and every answer is as documented', async () => {
  const faults = new Map<string, string>();
  const statuses = new Map<number, number>();
  const met = new Set<string>();
  const targets = targetsOf(app.openApi, NOT_ASKED);
  let left = REQUESTS;
  for (let round = 0; left > 0; round += 1) {
    // What one caller's requests delete or use up, the next caller has again.
    const email = `fuzz-${round}@example.test`;
    const caller = await app.user(email);
    await connectAccount(caller);
    const fuzz = new ApiFuzz(app.openApi, await makeOneOfEach(app, caller));
    const requests = fc.sample(fuzz.request(targets), { seed: SEED + round, numRuns: Math.min(left, 300) });
    for (const request of requests) {
      // The limits of a minute are not what is looked for.
      app.clock.advance(1_000);
      const { status, fault } = await outcomeOf(caller, request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status < 400) met.add(request.target.label);
      if (fault !== null) faults.set(`${request.target.label} ${status}`, `${fault}\n${shown(request)}`);
      left -= 1;
      if (status === 401 && !(await isStillIn(caller, email))) break;
    }
    await app.drain();
  }

  const summary = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const found = [...faults.values()].join('\n\n');
  expect({ seed: SEED, found }).toEqual({ seed: SEED, found: '' });
  if (process.env.FUZZ_REQUESTS !== undefined) {
    process.stdout.write(
      `${REQUESTS} requests, seed ${SEED}: ${summary.join(', ')}; ${met.size} of ${targets.length} operations answered 2xx or 3xx\n`,
    );
  }
  // A generator whose requests are all refused would find nothing.
  expect(met.size).toBeGreaterThan(targets.length / 2);
});

/** A request may have ended the caller's session. False when it has even changed the password. */
async function isStillIn(caller: ApiClient, email: string): Promise<boolean> {
  if ((await caller.get('/api/v2/auth/me')).status === 200) return true;
  const { status } = await caller.post('/api/v2/auth/login', { email, password: 'correct horse battery staple' });
  return status === 200;
}

async function outcomeOf(caller: ApiClient, { target, path, headers, raw }: FuzzRequest) {
  try {
    const answer = await caller.send(target.method, path, {
      headers: { ...(raw === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(raw === undefined ? {} : { raw }),
      // An address whose last part is empty is another one, or none.
      undocumented: new URL(path, 'http://x').pathname.includes('//') || (path.split('?', 1)[0] ?? '').endsWith('/'),
    });
    const isRight = answer.status < 500 || JSON.stringify(answer.body).includes(NOT_HERE);
    return { status: answer.status, fault: isRight ? null : `${answer.status}: ${JSON.stringify(answer.body)}` };
  } catch (error) {
    return { status: 0, fault: error instanceof Error ? error.message : String(error) };
  }
}

const shown = ({ target, path, headers, raw }: FuzzRequest): string =>
  `  ${target.method} ${path} ${JSON.stringify(headers)} ${raw === undefined ? '' : JSON.stringify(raw.slice(0, 300))}`;
