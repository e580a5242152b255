import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { FigureDto, TIME } from './figure.dto';

/** Figures of incidents. */
export class IncidentFiguresDto {
  @ApiProperty({ type: FigureDto })
  opened: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  open: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  resolved: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  mttr: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  mttr_median: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  time_to_detect: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  noise_share: Fields<FigureDto>;
}

/** Incidents of one bucket. */
export class IncidentBucketDto {
  @ApiProperty(TIME)
  start: string;

  @ApiProperty({ ...TIME, example: '2026-11-23T00:00:00.000Z' })
  end: string;

  @ApiProperty({ example: 3 })
  opened: number;

  @ApiProperty({ example: 2 })
  resolved: number;
}

/** Fix pull requests of one bucket. */
export class FixBucketDto {
  @ApiProperty(TIME)
  start: string;

  @ApiProperty({ ...TIME, example: '2026-11-23T00:00:00.000Z' })
  end: string;

  @ApiProperty({ example: 3 })
  opened: number;

  @ApiProperty({ example: 2 })
  merged: number;
}
