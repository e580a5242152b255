// How well failures are grouped on replayed histories: `npm run score:grouping`. The bars are those of the spec beside it.
import { causes, Dice, group, replay, type Grouped } from './support/replayed-history';
import { table } from './support/table';

const HISTORIES = 12;
const RUNS = 200;
const CAUSES = 12;

const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;

function rowOf(name: string, { runs, causes: count, incidents, precision, recall, reduction }: Grouped): string[] {
  return [
    name,
    String(runs),
    String(count),
    String(incidents),
    percent(precision),
    percent(recall),
    percent(reduction),
  ];
}

const all = causes();
const results = Array.from({ length: HISTORIES }, (_, seed) => group(replay(all, new Dice(seed + 1), RUNS, CAUSES)));
console.log(`${all.length} causes from real tools' output; ${HISTORIES} histories.\n`);
console.log(
  table(
    ['history', 'failed runs', 'causes', 'incidents', 'precision', 'recall', 'fewer than runs'],
    results.map((result, index) => rowOf(String(index + 1), result)),
  ),
);
for (const { merged, split } of results) {
  for (const line of merged) console.log(`merged: ${line}`);
  for (const line of split) console.log(`split: ${line}`);
}
