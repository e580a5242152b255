import { latest } from './actions.store';
import type { Run } from './actions.store';

/** Reads `created`: `2024-01-01`, `>=…`, `<…`, `a..b`, `*..b`. */
function createdMatches(range: string, created: Date): boolean {
  const between = /^(.+?)\.\.(.+)$/.exec(range);
  if (between) {
    const [, from = '*', to = '*'] = between;
    return (from === '*' || created >= new Date(from)) && (to === '*' || created <= endOf(to));
  }
  const [, operator = '', date = ''] = /^([<>]=?)?(.*)$/.exec(range) ?? [];
  if (operator === '>=') return created >= new Date(date);
  if (operator === '>') return created > endOf(date);
  if (operator === '<=') return created <= endOf(date);
  if (operator === '<') return created < new Date(date);
  return created >= new Date(date) && created <= endOf(date);
}

/** A day without a time lasts until its end. */
function endOf(date: string): Date {
  return new Date(date.includes('T') ? date : `${date}T23:59:59.999Z`);
}

/** The runs a list asks for; `status` may name a status or a conclusion. */
export function filterRuns(runs: readonly Run[], query: URLSearchParams): readonly Run[] {
  const is = (name: string, ...values: readonly (string | null)[]): boolean => {
    const wanted = query.get(name);
    return wanted === null || wanted === '' || values.includes(wanted);
  };
  return runs.filter((run) => {
    const attempt = latest(run);
    const created = query.get('created');
    return (
      is('branch', run.branch) &&
      is('event', run.event) &&
      is('actor', run.actor) &&
      is('head_sha', run.commit.sha) &&
      is('status', attempt.status, attempt.conclusion) &&
      (created === null || created === '' || createdMatches(created, run.createdAt))
    );
  });
}
