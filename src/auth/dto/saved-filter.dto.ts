import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Length, Matches, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import type { Fields } from '../../common/fields';
import { FILTERED_LISTS, type FilteredList } from '../saved-filter.entity';
import type { SavedFilterRow } from '../saved-filter.store';

const EXAMPLE = { status: 'open', severity: 'critical' };
const MOST_FIELDS = 20;
const LONGEST = 300;

/** A flat object of short words, as an address carries it. */
@ValidatorConstraint({ name: 'isFilter' })
class IsFilter implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return (
      entries.length > 0 &&
      entries.length <= MOST_FIELDS &&
      entries.every(
        ([key, word]) => /^[a-z][a-z_]{0,39}$/.test(key) && typeof word === 'string' && /^\P{Cc}{1,300}$/u.test(word),
      )
    );
  }

  defaultMessage(): string {
    return `filter must be an object of 1 to ${MOST_FIELDS} fields, each a text of 1 to ${LONGEST} characters`;
  }
}

export class SaveFilterDto {
  @ApiProperty({ enum: FILTERED_LISTS, example: 'incidents' })
  @IsIn(FILTERED_LISTS)
  list: FilteredList;

  @ApiProperty({ minLength: 1, maxLength: 60, example: 'Critical and open' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 60)
  @Matches(/^\P{Cc}*$/u, { message: 'name must not contain control characters' })
  name: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', minLength: 1, maxLength: LONGEST },
    description: "The list's own filter words and their values.",
    example: EXAMPLE,
  })
  @IsObject()
  @Validate(IsFilter)
  filter: Record<string, string>;
}

export class SavedFilterQuery {
  @ApiProperty({ required: false, enum: FILTERED_LISTS, description: 'Only those of one list.', example: 'incidents' })
  @IsOptional()
  @IsIn(FILTERED_LISTS)
  list?: FilteredList;
}

export class SavedFilterDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000003' })
  id: string;

  @ApiProperty({ enum: FILTERED_LISTS, example: 'incidents' })
  list: FilteredList;

  @ApiProperty({ example: 'Critical and open' })
  name: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: EXAMPLE })
  filter: Readonly<Record<string, string>>;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  created_at: string;

  static of({ id, list, name, filter, created_at }: SavedFilterRow): Fields<SavedFilterDto> {
    return { id, list, name, filter, created_at: created_at.toISOString() };
  }
}

export class SavedFilterListDto {
  @ApiProperty({ type: [SavedFilterDto], description: 'By name; 50 a list at most.' })
  saved_filters: SavedFilterDto[];
}
