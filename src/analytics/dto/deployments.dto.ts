import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { FigureDto, TIME } from './figure.dto';
import { SceneDto } from './runs.dto';

/** Figures of deployments. */
export class DeploymentFiguresDto {
  @ApiProperty({ type: FigureDto })
  total: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'A day.' })
  frequency: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  failure_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  lead_time: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  recovery_time: Fields<FigureDto>;
}

/** Deployments that ended in one bucket. */
export class DeploymentBucketDto {
  @ApiProperty(TIME)
  start: string;

  @ApiProperty({ ...TIME, example: '2026-11-23T00:00:00.000Z' })
  end: string;

  @ApiProperty({ example: 4 })
  succeeded: number;

  @ApiProperty({ example: 1 })
  failed: number;
}

/** `GET /analytics/deployments`. */
export class DeploymentsDto extends SceneDto {
  @ApiProperty({ example: true, description: 'False: no repository says which of its workflows deploy.' })
  is_marked: boolean;

  @ApiProperty({ type: DeploymentFiguresDto })
  figures: Fields<DeploymentFiguresDto>;

  @ApiProperty({ type: [DeploymentBucketDto] })
  series: Fields<DeploymentBucketDto>[];
}
