import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { AppError, CommonErrors } from '../errors';
import { DAY_MS } from '../time';
import { IsMoment } from './moment';

/** Days without a wish: a month. */
const USUAL_DAYS = 30;
/** Most days of one answer: a year and a month, to compare the same month of two years. */
const MOST_DAYS = 400;

/** The day (UTC) of a moment, as `2026-11-22`. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** `from` and `to` of what is counted by day. */
export class DayRangeQuery {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    example: '2026-11-01',
    description: 'First day (UTC); default: 29 days before `to`. At most 400 days are answered.',
  })
  @IsOptional()
  @IsMoment()
  from?: Date;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    example: '2026-11-30',
    description: 'Last day (UTC), included; default: today.',
  })
  @IsOptional()
  @IsMoment()
  to?: Date;
}

/** Days, both ends included, as `2026-11-22`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The days asked for. Throws `common.invalid_input` for more than 400, or for an end before the beginning. */
export function dayRangeOf(query: DayRangeQuery, now: Date): DayRange {
  const to = query.to ?? now;
  const from = query.from ?? new Date(to.getTime() - (USUAL_DAYS - 1) * DAY_MS);
  const range = { from: dayOf(from), to: dayOf(to) };
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS + 1;
  if (days < 1 || days > MOST_DAYS) {
    const message = `from must be at most ${MOST_DAYS} days before to, and not after it`;
    throw new AppError(CommonErrors.invalidInput, { errors: [{ pointer: 'query/from', message }] });
  }
  return range;
}

/** The day `days` before a moment, as `2026-11-22`. */
export const dayBefore = (moment: Date, days: number): string => dayOf(new Date(moment.getTime() - days * DAY_MS));
