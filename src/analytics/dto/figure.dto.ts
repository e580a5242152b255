import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import type { Figure } from '../domain/figure';
import { FORMULAS, type FormulaId } from '../domain/formulas';

export const TIME = { format: 'date-time', example: '2026-11-22T00:00:00.000Z' } as const;
const IDS = Object.keys(FORMULAS) as readonly FormulaId[];

/** From `since`, before `until`; whole local days. */
export class WindowDto {
  @ApiProperty(TIME)
  since: string;

  @ApiProperty({ ...TIME, example: '2026-11-29T00:00:00.000Z' })
  until: string;
}

/** What was left out of a figure. */
export class ExcludedDto {
  @ApiProperty({ example: 'cancelled' })
  what: string;

  @ApiProperty({ example: 3 })
  n: number;
}

/** 95 % interval. */
export class IntervalDto {
  @ApiProperty({ example: 0.08 })
  low: number;

  @ApiProperty({ example: 0.21 })
  high: number;
}

/** A number with where it comes from. */
export class FigureDto {
  @ApiProperty({ type: Number, nullable: true, example: 0.13, description: 'Null: nothing (or too little) observed.' })
  value: number | null;

  @ApiProperty({
    example: 120,
    description: 'What it rests on: the denominator of a rate, the observations of a mean.',
  })
  n: number;

  @ApiProperty({ enum: IDS, example: 'runs.failure_rate' })
  formula: FormulaId;

  @ApiProperty({ type: WindowDto })
  window: Fields<WindowDto>;

  @ApiProperty({ type: [ExcludedDto] })
  excluded: Fields<ExcludedDto>[];

  @ApiProperty({ type: IntervalDto, nullable: true, description: 'Of rates.' })
  interval: Fields<IntervalDto> | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '/api/v2/workflows/runs?since=2026-11-22T00%3A00%3A00.000Z&until=2026-11-29T00%3A00%3A00.000Z',
    description: 'Where the rows behind it are listed.',
  })
  rows: string | null;

  static of({ value, n, formula, window, excluded, interval, rows }: Figure): Fields<FigureDto> {
    const { since, until } = window;
    return {
      ...{ value, n, formula, rows },
      window: { since, until },
      excluded: excluded.map(({ what, n: left }) => ({ what, n: left })),
      interval: interval === null ? null : { low: interval.low, high: interval.high },
    };
  }
}

/** How one figure is made. */
export class FormulaDto {
  @ApiProperty({ example: 'runs.failure_rate' })
  id: string;

  @ApiProperty({ example: 'failed / (failed + succeeded).' })
  text: string;
}

/** `GET /analytics/formulas`. */
export class FormulasDto {
  @ApiProperty({ type: [FormulaDto] })
  formulas: Fields<FormulaDto>[];
}

/** Each of a family's figures as the API writes it. */
export function toFigures<K extends string>(figures: Readonly<Record<K, Figure>>): Record<K, Fields<FigureDto>> {
  return Object.fromEntries(
    Object.entries<Figure>(figures).map(([name, figure]) => [name, FigureDto.of(figure)]),
  ) as Record<K, Fields<FigureDto>>;
}
