import { z } from 'zod';

/** Longest commit message kept, in UTF-16 units: enough for any subject and body, small enough for a list of runs. */
export const COMMIT_MESSAGE_LIMIT = 2000;
/** Longest name, label or description kept. The forges' own limits lie below; only a broken sender reaches it. */
export const TEXT_LIMIT = 500;

/** Ids are numbers at the forges and strings to us: some (GitHub's hook deliveries) lie beyond 2^53 and come as bigint. */
export const id = z
  .union([z.int().nonnegative(), z.bigint().nonnegative(), z.string().min(1).max(64)])
  .transform(String);

/** Cut, then made storable: PostgreSQL text takes no NUL and jsonb no lone surrogate. */
export function clean(value: string, limit: number = TEXT_LIMIT): string {
  return value
    .slice(0, limit)
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A text that must be there, possibly empty. */
export const text = z.string().transform((value) => clean(value));

/** A text that may be missing; empty and blank count as missing. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => {
    const cleaned = clean(value ?? '').trim();
    return cleaned === '' ? null : cleaned;
  });

/** Times come as ISO strings, in push payloads as seconds; one that is no time counts as missing. */
export const time = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    if (value === null || value === undefined) return null;
    const date = new Date(typeof value === 'number' ? value * 1000 : value);
    return Number.isNaN(date.getTime()) ? null : date;
  });

/** A count that may be missing. */
export const count = z
  .int()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? 0);
