import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Metrics } from '../../src/common/metrics';

const OPS = path.join(__dirname, '../../ops');
const read = (file: string): string => readFileSync(path.join(OPS, file), 'utf8');

const alertFile = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

/** The queries of the alert rules and the dashboard we ship, each with its title. */
export const SHIPPED_QUERIES: readonly (readonly [title: string, query: string])[] = [
  ...alertFile
    .parse(parse(read('prometheus-alerts.yml')))
    .groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
  ...dashboard
    .parse(JSON.parse(read('grafana-dashboard.json')))
    .panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** Labels that Prometheus itself adds to what it scrapes. */
const SCRAPED = ['job', 'instance'];

/** The series a service tells, by the name a query may use, and the labels each has. */
export function seriesOf(metrics: Metrics, rendered: string): ReadonlyMap<string, ReadonlySet<string>> {
  const labelsOf = new Map(metrics.made().map(({ name, labels }) => [name, labels]));
  const series = new Map<string, Set<string>>([['up', new Set()]]);
  for (const [, name = '', type = ''] of rendered.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const labels = labelsOf.get(name) ?? [];
    if (type !== 'histogram') series.set(name, new Set(labels));
    else for (const part of ['bucket', 'sum', 'count']) series.set(`${name}_${part}`, new Set([...labels, 'le']));
  }
  return series;
}

/** What of a query the service does not tell; a query that is no PromQL is a fault, too. */
export function faultsOf(query: string, series: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const faults: string[] = [];
  const found: { Identifier: string[]; LabelName: string[] } = { Identifier: [], LabelName: [] };
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) faults.push(`no PromQL at ${from}`);
      if (type.name === 'Identifier' || type.name === 'LabelName') found[type.name].push(query.slice(from, to));
    },
  });
  const names = found.Identifier;
  if (names.length === 0) faults.push('names no metric');
  const labels = new Set([...SCRAPED, ...names.flatMap((name) => [...(series.get(name) ?? [])])]);
  return [
    ...faults,
    ...names.filter((name) => !series.has(name)),
    ...found.LabelName.filter((label) => !labels.has(label)),
  ];
}
