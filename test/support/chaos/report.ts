import { table } from '../../../bench/support/table';
import type { Fleet } from './fleet';
import type { Recovery } from './schedule';
import type { Storm } from './storm';

const seconds = (ms: number | null): string => (ms === null ? 'later' : (ms / 1000).toFixed(1));

/** What happened, as docs/reliability.md shows it. */
export function report(
  seed: number,
  storm: Storm,
  recoveries: readonly Recovery[],
  fleet: Fleet,
  refusals: number,
): string {
  const answers = [...storm.answers].sort(([a], [b]) => a - b);
  return [
    `\nChaos, seed ${seed}: ${storm.taken} deliveries taken; ${storm.dropped} never sent, ${storm.repeated} sent twice, ` +
      `${storm.delayed} late, ${storm.reordered} overtaken, ${storm.redelivered} sent again.`,
    `Answers: ${answers.map(([status, count]) => `${status === 0 ? 'none' : status} × ${count}`).join(', ')}; ` +
      `${refusals} of them the balancer's own.\n`,
    table(
      ['fault', 'mended after s', 'caught up s later'],
      recoveries.map(({ name, mendedMs, caughtUpMs }) => [name, seconds(mendedMs), seconds(caughtUpMs)]),
    ),
    '',
    table(
      ['process', 'starts', 'most memory MB'],
      fleet.members.map(({ plan, starts, peakMb }) => [plan.name, String(starts), peakMb.toFixed(0)]),
    ),
    '',
  ].join('\n');
}
