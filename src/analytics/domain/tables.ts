import { toCsv, type Cell } from '../../common/csv';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFigure = (value: unknown): value is Json => isObject(value) && 'formula' in value && 'value' in value;
const isFamily = (value: unknown): value is Json =>
  isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isFigure);

/** Names of the tables an answer can be had as, the one meant by itself first: its lists, then its figures. */
export function tableNames(answer: Json): readonly string[] {
  const lists = Object.keys(answer).filter((name) => Array.isArray(answer[name]));
  const figures = Object.values(answer).some((value) => isFamily(value) || isFigure(value));
  return figures ? [...lists, 'figures'] : lists;
}

/** One table of an answer as CSV; null when it has no such table. */
export function tableAsCsv(answer: Json, name: string): string | null {
  if (!tableNames(answer).includes(name)) return null;
  const rows = name === 'figures' ? figureRows(answer) : (answer[name] as readonly Json[]).map((row) => flat(row));
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return toCsv(
    head,
    rows.map((row) => head.map((column) => row[column] ?? null)),
  );
}

/** A row with a column for each number: figures give their value, what it rests on and their interval. */
function flat(row: Json, prefix = ''): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(row)) {
    const column = `${prefix}${name}`;
    if (isFigure(value)) {
      const interval = isObject(value.interval) ? value.interval : {};
      cells[column] = cell(value.value);
      cells[`${column}_n`] = cell(value.n);
      if (isRate(value)) {
        cells[`${column}_low`] = cell(interval.low);
        cells[`${column}_high`] = cell(interval.high);
      }
    } else if (isObject(value)) Object.assign(cells, flat(value, `${column}_`));
    else cells[column] = cell(value);
  }
  return cells;
}

function figureRows(answer: Json): readonly Record<string, Cell>[] {
  return Object.entries(answer).flatMap(([family, value]) => {
    const figures = isFamily(value) ? Object.entries(value) : isFigure(value) ? [[family, value] as const] : [];
    return figures.map(([name, figure]) => {
      const { window, interval, excluded, ...rest } = figure as Json & {
        excluded: readonly { what: string; n: number }[];
      };
      return {
        figure: isFamily(value) ? `${family}.${name}` : family,
        ...flat({ value: rest.value, n: rest.n, formula: rest.formula, window }),
        low: cell(isObject(interval) ? interval.low : null),
        high: cell(isObject(interval) ? interval.high : null),
        excluded: excluded.map(({ what, n }) => `${what}: ${n}`).join('; '),
      };
    });
  });
}

const isRate = ({ formula }: Json): boolean => typeof formula === 'string' && /_(?:rate|share)$/.test(formula);

function cell(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
