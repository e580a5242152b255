import { z } from 'zod';
import { toAccount, toHook, toJob, toRepository } from './convert';
import { errorOfAnswer, gitlabLimits, messageOf } from './errors';
import { toHookDelivery } from './hook-deliveries';
import { bareTitle, markedTitle, toCheck, toFileChange, toMergeability, toPullRequest } from './merge-requests.convert';
import { missingScopes } from './oauth';
import { toRerunError } from './reruns';
import { accountSchema, hookEventSchema, hookSchema, jobSchema, mergeRequestSchema, projectSchema } from './schemas';

const SHA = 'a'.repeat(40);
const now = new Date('2026-01-01T00:00:00Z');

describe('a project', () => {
  const raw = {
    id: 7,
    name: 'Fine App',
    path: 'app',
    path_with_namespace: 'group/sub/app',
    namespace: { full_path: 'group/sub' },
    visibility: 'internal',
    web_url: 'https://gitlab.example.test/group/sub/app',
    default_branch: 'trunk',
  };

  it('of a subgroup is an ordinary one', () => {
    expect(toRepository(projectSchema.parse(raw))).toMatchObject({
      externalId: '7',
      path: 'group/sub/app',
      name: 'app',
      ownerName: 'group/sub',
      isPrivate: true,
      defaultBranch: 'trunk',
    });
  });

  it.each([
    [null, null, false, false],
    [20, null, false, false],
    [30, null, false, true],
    [null, 40, true, true],
    [10, 50, true, true],
  ])('with access %j and group access %j: admin %j, push %j', (own, group, admin, push) => {
    const level = (access_level: number | null): object | null => (access_level === null ? null : { access_level });
    const told = { ...raw, permissions: { project_access: level(own), group_access: level(group) } };

    expect(toRepository(projectSchema.parse(told)).permissions).toEqual({ admin, push, pull: true });
  });
});

it('an account without an address of its own for commits gets the one its instance would give', () => {
  const told = { id: 5, username: 'dana', name: 'Dana' };

  expect(toAccount(accountSchema.parse(told), 'https://gitlab.example.test/lab')).toMatchObject({
    commitEmail: '5-dana@users.noreply.gitlab.example.test',
  });
});

it('a job is told in whole seconds, as its webhook tells it', () => {
  const told = { id: 1, name: 'test', stage: 'check', status: 'success', started_at: '2026-01-01T00:00:01.900Z' };

  expect(toJob(jobSchema.parse(told), { externalId: '3', attempt: 1 }).startedAt).toEqual(
    new Date('2026-01-01T00:00:01Z'),
  );
});

describe('a hook', () => {
  it.each([
    ['executable', true],
    ['temporarily_disabled', false],
    ['disabled', false],
    [undefined, true],
  ])('whose alert status is %j: active %j', (alert_status, isActive) => {
    const told = { id: 1, url: 'https://x.test', alert_status, pipeline_events: true, push_events: false };

    expect(toHook(hookSchema.parse(told))).toMatchObject({ isActive, events: ['pipeline'] });
  });

  it('delivery is known by the id it carried', () => {
    const told = {
      id: 9,
      trigger: 'merge_request_hooks',
      request_headers: { 'Idempotency-Key': 'key', 'X-Gitlab-Event': 'Merge Request Hook' },
      response_headers: { Date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
      response_status: '503',
    };

    expect(toHookDelivery(hookEventSchema.parse(told))).toEqual({
      externalId: '9',
      deliveryId: 'key',
      event: 'merge_request',
      action: null,
      deliveredAt: now,
      isRedelivery: false,
      statusCode: 503,
      ok: false,
    });
  });

  it('delivery that nobody answered has no status', () => {
    const told = { id: 9, trigger: 'push_hooks', response_status: 'internal error', created_at: now.toISOString() };

    expect(toHookDelivery(hookEventSchema.parse(told))).toMatchObject({ statusCode: null, ok: false, event: 'push' });
  });
});

describe('a merge request', () => {
  const raw = mergeRequestSchema.parse({
    iid: 3,
    title: 'Draft: Fix one',
    state: 'opened',
    draft: true,
    source_branch: 'fix/one',
    target_branch: 'main',
    source_project_id: 7,
    target_project_id: 7,
    sha: SHA,
    author: { username: 'dana' },
    web_url: 'https://x.test',
  });

  it('carries its mark in the title, which is not its words', () => {
    expect(toPullRequest(raw)).toMatchObject({ title: 'Fix one', isDraft: true, state: 'open', isFromFork: false });
    expect(['Draft: x', '[Draft] x', 'WIP: x', 'x', 'Draft:'].map(bareTitle)).toEqual(['x', 'x', 'x', 'x', 'Draft:']);
    expect([markedTitle('x', true), markedTitle('Draft: x', true), markedTitle('Draft: x', false)]).toEqual([
      'Draft: x',
      'Draft: x',
      'x',
    ]);
  });

  it('from a fork, also from one that is gone, is not ours', () => {
    expect(toPullRequest({ ...raw, source_project_id: '8' }).isFromFork).toBe(true);
    expect(toPullRequest({ ...raw, source_project_id: null }).isFromFork).toBe(true);
  });

  it('that was fast-forwarded names its head as what was merged', () => {
    expect(toPullRequest({ ...raw, state: 'merged' }).mergeCommitSha).toBe(SHA);
    expect(toPullRequest(raw).mergeCommitSha).toBeNull();
  });

  it.each([
    [{ detailed_merge_status: 'mergeable' }, 'mergeable'],
    [{ detailed_merge_status: 'draft_status' }, 'blocked'],
    [{ detailed_merge_status: 'draft_status', has_conflicts: true }, 'conflicting'],
    [{ detailed_merge_status: 'conflict' }, 'conflicting'],
    [{ detailed_merge_status: 'ci_must_pass' }, 'blocked'],
    [{ detailed_merge_status: 'checking' }, 'unknown'],
    [{ detailed_merge_status: 'invented_later' }, 'blocked'],
    [{ merge_status: 'unchecked' }, 'unknown'],
    [{ merge_status: 'can_be_merged', draft: false }, 'mergeable'],
    [{ merge_status: 'cannot_be_merged' }, 'conflicting'],
  ])('with %j is %s', (changes, mergeability) => {
    const told = { ...raw, detailed_merge_status: null, merge_status: null, ...changes };

    expect(toMergeability(told)).toBe(mergeability);
  });

  it('counts the lines of its diffs', () => {
    const diff = '@@ -1,2 +1,2 @@\n-one\n+two\n+three\n same\n\\ No newline at end of file\n';

    expect(toFileChange({ old_path: 'a', new_path: 'b', renamed_file: true, diff })).toEqual({
      path: 'b',
      previousPath: 'a',
      change: 'renamed',
      addedLines: 2,
      removedLines: 1,
    });
  });

  it('check that may fail fails nothing', () => {
    const told = { name: 'lint', status: 'failed', target_url: null };

    expect(toCheck(told).conclusion).toBe('failure');
    expect(toCheck({ ...told, allow_failure: true }).conclusion).toBe('neutral');
  });
});

describe('an error', () => {
  it.each([
    ['{"message":"404 Project Not Found"}', '404 Project Not Found'],
    ['{"message":{"base":["is invalid"],"title":["too long","odd"]}}', 'base is invalid; title too long, odd'],
    ['{"message":["one","two"]}', 'one; two'],
    ['{"error":"insufficient_scope","error_description":"needs more"}', 'insufficient_scope: needs more'],
    ['Retry later\n', 'Retry later\n'],
  ])('body %s says %s', (body, words) => {
    expect(messageOf(body)).toBe(words);
  });

  it('of a limit names its end, told in text or not at all', () => {
    const of = (headers: Record<string, string>): unknown => errorOfAnswer(429, headers, 'Retry later', now);

    expect(of({ 'retry-after': '30' })).toMatchObject({
      kind: 'rate-limited',
      retryAt: new Date(now.getTime() + 30_000),
    });
    expect(of({ 'ratelimit-reset': String(now.getTime() / 1000 + 20) })).toMatchObject({
      retryAt: new Date(now.getTime() + 20_000),
    });
    expect(of({})).toMatchObject({ retryAt: new Date(now.getTime() + 60_000) });
    expect(errorOfAnswer(403, {}, 'rate limit', now).kind).toBe('forbidden');
  });

  it('or not, an answer tells what is left of the limit', () => {
    const headers = { 'ratelimit-limit': '2000', 'ratelimit-remaining': '7', 'ratelimit-reset': '1767225660' };

    expect(gitlabLimits.rateLimit(headers, now)).toMatchObject({ limit: 2000, remaining: 7 });
  });

  it('of a refused retry says whether the pipeline is too old', () => {
    const refused = errorOfAnswer(403, {}, '403 Forbidden', now);

    expect(toRerunError(refused, [{ archived: true }])).toMatchObject({ kind: 'gone' });
    expect(toRerunError(refused, [{ archived: false }])).toBe(refused);
  });
});

it('a scope stands for those it includes', () => {
  expect(missingScopes(['api', 'read_user'], ['api'])).toEqual([]);
  expect(missingScopes(['api'], ['read_api'])).toEqual(['api']);
});

it('schemas name what is missing, never a value', () => {
  expect(() => projectSchema.parse({ id: 1, web_url: 'secret' })).toThrow(z.ZodError);
});
