import type { Api } from './api';
import type { StoryForge } from './forge';
import type { Progress } from './progress';
import { BREAKING_CHANGE, SHOP_NAME } from './shop';

/** The login the demo makes. */
export const DEMO_LOGIN = { email: 'dana@example.test', password: 'red builds turn green' } as const;

/** What `--once` shows of the incident. */
export interface IncidentSummary {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly severity: string;
  readonly class: string;
  readonly root_cause: string | null;
  readonly workflow_name: string;
  readonly branch: string | null;
  readonly occurrence_count: number;
}

interface IncidentDetail extends IncidentSummary {
  readonly analysis: { readonly log_excerpts: readonly { readonly job: string; readonly text: string }[] } | null;
}

interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly commit_sha: string;
}

const CI_TIMEOUT_MS = 60_000;
const INCIDENT_TIMEOUT_MS = 30_000;

/** Number of steps `walkMainRoad` takes, for the progress line. */
export const MAIN_ROAD_STEPS = 9;

/** The main road: account → OAuth → repository → webhook → a run that fails for real → an incident with its cause. */
export async function walkMainRoad(forge: StoryForge, api: Api, progress: Progress): Promise<IncidentDetail> {
  await progress.step('Register and log in', async () => {
    await api.call('POST', '/api/v2/auth/register', { ...DEMO_LOGIN, full_name: 'Dana Demo' });
    await api.call('POST', '/api/v2/auth/login', DEMO_LOGIN);
  });

  await progress.step('Create a TypeScript repository on the forge', () =>
    forge.create(SHOP_NAME, forge.shop, 'A small shop'),
  );

  await progress.step(
    `Connect ${forge.name} by OAuth`,
    async () => {
      const { authorization_url: authorizationUrl } = await api.call<{ authorization_url: string }>(
        'POST',
        `/api/v2/oauth/${forge.kind}/authorize`,
        {},
      );
      const callback = new URL(await forge.authorize(authorizationUrl));
      await api.call('GET', `${callback.pathname}${callback.search}`);
      return api.call<{ provider_username: string; scopes: string[] }>('GET', `/api/v2/oauth/${forge.kind}/connection`);
    },
    (connection) => `as ${connection.provider_username}, scopes ${connection.scopes.join(' ')}`,
  );

  const connection = await progress.step(
    'Connect the repository and install the webhook',
    () =>
      api.call<{ id: string; webhook_status: string; webhook_events: string[] }>(
        'POST',
        '/api/v2/repositories/connect',
        { provider: forge.kind, repository_full_name: SHOP_NAME },
      ),
    (made) => `${SHOP_NAME}, webhook ${made.webhook_status} (${made.webhook_events.join(', ')})`,
  );

  await progress.step(
    "Read the repository's earlier runs",
    async () => {
      await api.call('POST', `/api/v2/repositories/connections/${connection.id}/sync`, {});
      return api.until(
        '/api/v2/workflows/runs',
        (answer) => (answer as { runs: RunRow[] }).runs.find(({ conclusion }) => conclusion === 'success'),
        CI_TIMEOUT_MS,
      );
    },
    (run) => `CI was green at ${run.commit_sha.slice(0, 7)}`,
  );

  const sha = await progress.step(
    'Push a commit with a type error',
    () => forge.push(SHOP_NAME, BREAKING_CHANGE, 'Print the quantity on receipts'),
    (commit) => commit.slice(0, 7),
  );

  const run = await progress.step(
    'CI runs the compiler for real and fails',
    () =>
      api.until(
        '/api/v2/workflows/runs',
        (answer) =>
          (answer as { runs: RunRow[] }).runs.find((row) => row.commit_sha === sha && row.status === 'completed'),
        CI_TIMEOUT_MS,
      ),
    (row) => `conclusion ${row.conclusion ?? 'none'}`,
  );
  if (run.conclusion !== 'failure')
    throw new Error(`the run ended with ${run.conclusion ?? 'nothing'}, not with a failure`);

  const { id } = await progress.step(
    'The failure becomes an incident',
    () =>
      api.until(
        '/api/v2/incidents',
        (answer) => (answer as { incidents: IncidentSummary[] }).incidents.find(({ status }) => status === 'open'),
        INCIDENT_TIMEOUT_MS,
      ),
    (incident) => `${incident.severity}: ${incident.title}`,
  );

  return progress.step(
    'The log says what broke',
    async () => {
      const detail = await api.call<IncidentDetail>('GET', `/api/v2/incidents/${id}`);
      const text = detail.analysis?.log_excerpts.map((excerpt) => excerpt.text).join('\n') ?? '';
      if (!text.includes('quantty')) throw new Error('the excerpt does not hold the compiler error');
      return detail;
    },
    (detail) => detail.root_cause ?? detail.class,
  );
}
