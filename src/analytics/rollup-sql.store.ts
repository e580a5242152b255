import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import { CLASSES, GROWTH } from './domain/histogram';

const FAILURES = FAILURE_CONCLUSIONS.map((conclusion) => `'${conclusion}'`).join(', ');
const DECIDED = `('success', ${FAILURES})`;
/** As in the index `ix_workflow_runs_ended`, or it would not be used. */
export const ended = (row: string): string =>
  `coalesce(${row}.completed_at, ${row}.forge_updated_at, ${row}.created_at)`;
const quarter = (row: string): string => `date_bin('15 minutes', ${ended(row)}, timestamptz '2000-01-01 00:00:00+00')`;
const workflowOf = (row: string): string => `coalesce(${row}.workflow_id, ${row}.workflow_name)`;
const place = (row: string): string => `(${row}.run_number, ${row}.run_attempt)`;
const sameLane = (row: string): string =>
  `${row}.repository_connection_id = r.repository_connection_id and ${row}.lane = r.lane and ${row}.status = 'completed'`;

/** `classOf` of an expression. */
const classSql = (seconds: string): string =>
  `least(${CLASSES}, 1 + floor(ln(greatest(${seconds}, 1)::float8) / ln(${GROWTH}::float8))::int)`;

/** What both ways of looking at a run's neighbours end in. */
const told = (row: string): string => `
  ${row}.repository_connection_id, ${workflowOf(row)} as workflow, ${quarter(row)} as at, ${row}.workflow_name,
  ${row}.conclusion,
  case when ${row}.event ~ '^(pull_request|merge_request)' then 'pull_request'
       when ${row}.branch = c.default_branch then 'default' else 'other' end as scope,
  case when ${row}.completed_at >= ${row}.started_at
       then round(extract(epoch from ${row}.completed_at - ${row}.started_at)) end as seconds`;

/** Runs in the quarters of `keys`, each with what its lane says of it, looked up run by run along the lane's index. */
export const FACTS_OF_KEYS = `
  select ${told('r')}, prev.conclusion as before,
    case when r.conclusion = 'success' and prev.conclusion <> 'success'
         then greatest(0, round(extract(epoch from ${ended('r')} - red.at))) end as recovery,
    r.conclusion in (${FAILURES}) and exists (
      select from workflow_runs g where g.repository_connection_id = r.repository_connection_id and g.lane = r.lane
        and g.commit_sha = r.commit_sha and g.status = 'completed' and g.conclusion = 'success' and ${place('g')} > ${place('r')}
    ) as lost
  from keys k
  join workflow_runs r on r.repository_connection_id = k.repository_connection_id and r.status = 'completed'
    and ${ended('r')} >= k.at and ${ended('r')} < k.at + interval '15 minutes' and ${workflowOf('r')} = k.workflow
  join repository_connections c on c.id = r.repository_connection_id
  left join lateral (
    select p.conclusion from workflow_runs p
    where ${sameLane('p')} and p.conclusion in ${DECIDED} and ${place('p')} < ${place('r')} and r.conclusion in ${DECIDED}
    order by p.run_number desc, p.run_attempt desc limit 1
  ) prev on true
  left join lateral (
    select g.run_number, g.run_attempt from workflow_runs g
    where ${sameLane('g')} and g.conclusion = 'success' and ${place('g')} < ${place('r')} and prev.conclusion <> 'success'
    order by g.run_number desc, g.run_attempt desc limit 1
  ) green on true
  left join lateral (
    select ${ended('f')} as at from workflow_runs f
    where ${sameLane('f')} and f.conclusion in (${FAILURES}) and ${place('f')} < ${place('r')} and prev.conclusion <> 'success'
      and ${place('f')} > (coalesce(green.run_number, -1), coalesce(green.run_attempt, -1))
    order by f.run_number, f.run_attempt limit 1
  ) red on true`;

/** All runs of the connection `$1`, their neighbours found by sorting each lane once. */
export const FACTS_OF_CONNECTION = `
  with decided as (
    select r.*, r.conclusion = 'success' as ok,
      count(*) filter (where r.conclusion = 'success')
        over (partition by r.lane order by r.run_number, r.run_attempt rows between unbounded preceding and 1 preceding) as streak
    from workflow_runs r
    where r.repository_connection_id = $1 and r.status = 'completed' and r.conclusion in ${DECIDED}
  ), linked as (
    select d.*, lag(d.conclusion) over (partition by d.lane order by d.run_number, d.run_attempt) as before,
      first_value(${ended('d')}) over (partition by d.lane, d.streak order by d.run_number, d.run_attempt) as red_at,
      coalesce(bool_or(d.ok) over (partition by d.lane, d.commit_sha order by d.run_number, d.run_attempt
        rows between 1 following and unbounded following), false) as green_later
    from decided d
  )
  select ${told('d')}, d.before,
    case when d.ok and d.before <> 'success' then greatest(0, round(extract(epoch from ${ended('d')} - d.red_at))) end as recovery,
    not d.ok and d.green_later as lost
  from linked d join repository_connections c on c.id = d.repository_connection_id
  union all
  select ${told('r')}, null, null, false
  from workflow_runs r join repository_connections c on c.id = r.repository_connection_id
  where r.repository_connection_id = $1 and r.status = 'completed'
    and (r.conclusion is null or r.conclusion not in ${DECIDED})`;

/** Columns that are added up, in the order of the tables. */
export const COUNTED = [
  ...['total', 'success', 'failure', 'cancelled', 'linked', 'flips', 'timed', 'seconds', 'lost', 'lost_seconds'],
  ...['recoveries', 'recovery_seconds'],
] as const;

/** Adds facts (`f`) up to rows of `analytics_quarters`. */
export const quartersOf = (facts: string): string => `
  insert into analytics_quarters
    (repository_connection_id, workflow, at, scope, workflow_name, ${COUNTED.join(', ')}, classes)
  select f.repository_connection_id, f.workflow, f.at, f.scope, max(f.workflow_name),
    count(*), count(*) filter (where f.conclusion = 'success'), count(*) filter (where f.conclusion in (${FAILURES})),
    count(*) filter (where f.conclusion = 'cancelled'), count(f.before),
    count(*) filter (where (f.before = 'success') <> (f.conclusion = 'success')),
    count(f.seconds), coalesce(sum(f.seconds), 0), count(*) filter (where f.lost),
    coalesce(sum(f.seconds) filter (where f.lost), 0), count(f.recovery), coalesce(sum(f.recovery), 0),
    coalesce(array_agg(${classSql('f.seconds')}::smallint order by f.seconds) filter (where f.seconds is not null), '{}')
  from (${facts}) f
  group by f.repository_connection_id, f.workflow, f.at, f.scope`;

/** The quarters of runs that a changed run speaks for: itself, the next in its lane, and the red ones it made green. */
export const TOUCHED = `
  select d.repository_connection_id, d.workflow, d.at from gone d
  union
  select n.repository_connection_id, ${workflowOf('n')}, ${quarter('n')}
  from (select distinct workflow_run_id from gone) d join workflow_runs r on r.id = d.workflow_run_id
  cross join lateral (
    (select p.* from workflow_runs p
     where ${sameLane('p')} and p.conclusion in ${DECIDED} and ${place('p')} > ${place('r')}
     order by p.run_number, p.run_attempt limit 1)
    union all
    (select p.* from workflow_runs p
     where ${sameLane('p')} and p.conclusion = 'success' and ${place('p')} > ${place('r')}
     order by p.run_number, p.run_attempt limit 1)
    union all
    (select p.* from workflow_runs p
     where ${sameLane('p')} and p.commit_sha = r.commit_sha and p.conclusion in (${FAILURES}) and ${place('p')} < ${place('r')})
  ) n`;

const summed = COUNTED.map((column) => `sum(q.${column})`).join(', ');
const bins = Array.from({ length: CLASSES }, (_, at) => `count(*) filter (where x = ${at + 1})`).join(', ');

/** Adds quarters (with `zone` and `day`) up to rows of `analytics_days`; `before` are expressions they may use. */
export const daysOf = (quarters: string, before = ''): string => `
  with ${before} q as materialized (${quarters}), sums as (
    select q.zone, q.repository_connection_id, q.day, q.workflow, q.scope, max(q.workflow_name) as workflow_name,
      ${COUNTED.map((column) => `sum(q.${column}) as ${column}`).join(', ')}
    from q group by 1, 2, 3, 4, 5
  ), histograms as (
    select q.zone, q.repository_connection_id, q.day, q.workflow, q.scope, array[${bins}]::int[] as bins
    from q cross join lateral unnest(q.classes) x group by 1, 2, 3, 4, 5
  )
  insert into analytics_days (zone, repository_connection_id, day, workflow, scope, workflow_name, ${COUNTED.join(', ')}, bins)
  select s.zone, s.repository_connection_id, s.day, s.workflow, s.scope, s.workflow_name,
    ${COUNTED.map((column) => `s.${column}`).join(', ')}, coalesce(h.bins, '{}')
  from sums s left join histograms h using (zone, repository_connection_id, day, workflow, scope)`;

/** The columns added up again, when days come together in longer spans. */
export const SUMMED = summed.replaceAll('q.', 'd.');
