import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newId } from '../../src/common/ids';
import type { StoredAnalysis } from '../../src/incident/domain/analysis';
import type { ApiClient } from './api-client';
import type { TestApp } from './test-app';

type Row = Readonly<Record<string, unknown>>;

/** Longest a page is waited for: what is right comes within a second or two, even on a busy machine within this. */
export const PAGE_WAIT_MS = 45_000;

const ANALYSIS: StoredAnalysis = {
  class: 'unknown',
  confidence: null,
  summary: 'CI: build',
  failed_jobs: ['build'],
  failed_steps: [],
  issues: [],
  failing_tests: [],
  log_excerpts: [],
  requires_human_review: true,
  fingerprint: 'f'.repeat(64),
  fingerprint_explanation: '',
  verdict: 'unknown',
};

/** Somebody with rows of their own, put into the tables so that there are many of them, and browsers signed in as them. */
export class Owner {
  private runs = 0;

  private constructor(
    private readonly app: TestApp,
    private readonly userId: string,
    readonly email: string,
  ) {}

  /** Makes an account by this address. */
  static async of(app: TestApp, email: string): Promise<Owner> {
    const caller: ApiClient = await app.user(email);
    const { body } = await caller.get<{ id: string }>('/api/v2/auth/me');
    return new Owner(app, body.id, email);
  }

  /** A browser of its own that is signed in; its pages give up after `PAGE_WAIT_MS`. */
  async browse(browser: Browser, options: { readonly timezoneId?: string } = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(PAGE_WAIT_MS);
    const data = { email: this.email, password: 'correct horse battery staple' };
    const answer = await context.request.post(`${this.app.url}/api/v2/auth/login`, { data });
    if (answer.status() !== 200) throw new Error(`logging in failed: ${await answer.text()}`);
    return context;
  }

  /** Connected repositories by these names. Returns their ids. */
  async connect(names: readonly string[]): Promise<readonly string[]> {
    const now = new Date();
    return this.insert(
      'repository_connections',
      names.map((name) => ({
        user_id: this.userId,
        provider: 'github',
        repository_id: name,
        repository_full_name: name,
        repository_name: name.split('/').at(-1),
        owner_name: name.split('/')[0],
        default_branch: 'main',
        is_private: false,
        webhook_status: 'inactive',
        webhook_events: [],
        webhook_wanted: false,
        is_enabled: true,
        auto_pr_enabled: false,
        fix_policy: {},
        created_at: now,
        updated_at: now,
      })),
    );
  }

  /** So many runs that succeeded just now; `over` says what is otherwise. The last is the newest. Returns their ids. */
  async run(connection: string, count: number, over: Row = {}): Promise<readonly string[]> {
    const now = new Date();
    return this.insert(
      'workflow_runs',
      Array.from({ length: count }, () => ({
        user_id: this.userId,
        repository_connection_id: connection,
        run_id: String((this.runs += 1)),
        run_attempt: 1,
        run_number: this.runs,
        workflow_name: 'CI',
        event: 'push',
        status: 'completed',
        conclusion: 'success',
        branch: 'main',
        lane: 'main',
        commit_sha: 'a'.repeat(40),
        pull_request_numbers: [],
        run_url: 'https://github.com/acme/api/actions/runs/1',
        log_excerpts: [],
        checked_at: now,
        started_at: now,
        completed_at: now,
        created_at: now,
        updated_at: now,
        ...over,
      })),
    );
  }

  /** An open incident; `over` says what is otherwise. Returns its id. */
  async incident(connection: string, over: Row = {}): Promise<string> {
    const now = new Date();
    const [id = ''] = await this.insert('incidents', [
      {
        user_id: this.userId,
        repository_connection_id: connection,
        title: 'CI: build',
        status: 'open',
        severity: 'high',
        severity_is_chosen: false,
        source: 'github',
        class: 'unknown',
        verdict: 'unknown',
        workflow_name: 'CI',
        fingerprint: newId(),
        first_seen_at: now,
        last_seen_at: now,
        opened_at: now,
        occurrence_count: 1,
        reopened_count: 0,
        analysis: ANALYSIS,
        created_at: now,
        updated_at: now,
        ...over,
      },
    ]);
    return id;
  }

  /** Rows of one shape; each gets an `id`. Returns those. */
  async insert(table: string, rows: readonly Row[]): Promise<readonly string[]> {
    const given = rows.map((row): Row & { readonly id: string } => ({ id: newId(), ...row }));
    const columns = Object.keys(given[0] ?? {}).join(', ');
    await this.app.db.read.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(given)],
    );
    return given.map(({ id }) => id);
  }
}

/** Requests of the list of runs: its first page, or the pages after it. */
export const runList =
  (page: 'first' | 'later') =>
  ({ pathname, searchParams }: URL): boolean =>
    pathname.endsWith('/api/v2/workflows/runs') && searchParams.has('cursor') === (page === 'later');

/** A promise and what settles it. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Lets a page take its tab for one in front or behind others, from the start and by `showTab`; a headless browser shows all. */
export async function makeTab(page: Page, state: 'visible' | 'hidden' = 'visible'): Promise<void> {
  await page.addInitScript(`
    window.tabState = '${state}';
    Object.defineProperty(Document.prototype, 'visibilityState', { get: () => window.tabState });
    Object.defineProperty(Document.prototype, 'hidden', { get: () => window.tabState === 'hidden' });
  `);
}

/** Brings the tab of a page to the front, or puts it behind others. */
export async function showTab(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate(
    `window.tabState = '${state}'; document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`,
  );
}

/** Waits until the server tells the page of changes. */
export async function whenLive(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
}

/** The answer to a preview that found a fix. */
export const PROPOSED = {
  ...{ outcome: 'proposed', kind: 'rule', fixer: 'test', model: null, confidence: 1, target_branch: 'main' },
  ...{ reason: null, reasons: [], gates: [], commands: [], files: [] },
  diff: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-of the other\n+mended',
};

/** An answer that refuses. */
export const refusal = (status: number) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status, title: 'Refused', code: 'test.refused', detail: 'Not just now.' }),
});

/** How often the page asks who is signed in, from now on: one that has just signed somebody out need not. */
export function watchQuestions(of: Page): string[] {
  const asked: string[] = [];
  of.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('/auth/me')) asked.push(pathname);
  });
  return asked;
}
