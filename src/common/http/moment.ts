import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate, isISO8601 } from 'class-validator';

/** Years that JSON's date-time, PostgreSQL and JavaScript all know by four digits; nothing we hold is older. */
const YEARS = { first: 1970, last: 9999 } as const;

/**
 * A field of an input that holds a moment: RFC 3339 (`2026-11-22T10:05:00Z`) or a day, which then begins in UTC. It arrives
 * as a `Date` of the years 1970 to 9999; anything else is refused.
 */
export function IsMoment(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => momentOf(value) ?? value),
    IsDate({
      message: `$property must be a date-time as 2026-11-22T10:05:00Z, of the years ${YEARS.first} to ${YEARS.last}`,
    }),
  );
}

/** Null for what is none. */
function momentOf(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(value)) return null;
  if (!isISO8601(value, { strict: true })) return null;
  const date = new Date(value);
  const year = date.getUTCFullYear();
  // Without a zone a time would mean the server's own.
  const isPlain = value.length === 10 || /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value);
  return isPlain && year >= YEARS.first && year <= YEARS.last ? date : null;
}
