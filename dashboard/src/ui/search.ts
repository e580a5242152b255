/** A word of the address; anything else is left out. Numbers come parsed, and are words here. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A word of the address that must be one of a list. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === value);
}

/** Without what is undefined: neither the address nor a request should carry it. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The start of a time range such as `24h`, `7d`, `30d`; undefined for "all". In whole minutes. */
export function sinceOf(range: string | undefined): string | undefined {
  const match = /^(\d{1,4})([hd])$/.exec(range ?? '');
  if (match === null) return undefined;
  const length = Number(match[1]) * (match[2] === 'h' ? 3_600_000 : 86_400_000);
  return new Date(Math.floor((Date.now() - length) / 60_000) * 60_000).toISOString();
}

/** A time range of a list as it stands in the address; what is none is left out. */
export function rangeOf(value: unknown): string | undefined {
  const given = text(value);
  return sinceOf(given) === undefined ? undefined : given;
}

export const RANGES = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: '365d', label: 'Last year' },
] as const;

/** Whole days: an hour is too little for a figure. */
const LONG_RANGES = RANGES.filter(({ value }) => value.endsWith('d'));
/** What figures are of where nothing is said. */
export const DEFAULT_RANGE = '30d';
export const OTHER_LONG_RANGES = LONG_RANGES.filter(({ value }) => value !== DEFAULT_RANGE);

/** A figure's range as it stands in the address. */
export function longRange(value: unknown): string | undefined {
  return oneOf(
    value,
    LONG_RANGES.map((range) => range.value),
  );
}
