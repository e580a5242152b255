import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { AppError, CommonErrors } from '../errors';
import { isId } from '../ids';

/** `limit` and `cursor` of every list. */
export class PageQuery {
  @ApiProperty({ required: false, minimum: 1, maximum: 100, default: 50, example: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiProperty({ required: false, description: 'Opaque; `next_cursor` of the page before.', example: 'MDE5OGMwZGU' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** A page request in our own terms: rows older than `before` (an id; UUIDv7 sorts by time), newest first. */
export interface PageRequest {
  readonly limit: number;
  readonly before: string | null;
}

/** Reads `limit` and `cursor`. Throws `common.invalid_cursor` for a cursor we did not make. */
export function pageRequest(query: PageQuery): PageRequest {
  const before = query.cursor === undefined ? null : Buffer.from(query.cursor, 'base64url').toString('utf8');
  if (before !== null && !isId(before)) throw new AppError(CommonErrors.invalidCursor);
  return { limit: query.limit ?? 50, before };
}

/**
 * Cuts rows, of which one more than `limit` was asked for, into a page. Stable while newer rows arrive, because the
 * cursor names the last row shown and not a position.
 */
export function toPage<T extends { readonly id: string }>(
  rows: readonly T[],
  limit: number,
): { items: readonly T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(last.id, 'utf8').toString('base64url') : null };
}

/** The field every list answer carries beside its rows. */
export class PageDto {
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Send as `cursor` for the next page.' })
  next_cursor: string | null;
}
