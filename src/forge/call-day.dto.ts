import { ApiProperty } from '@nestjs/swagger';
import type { CallDay } from './call-tally';

/** One day (UTC) on which forges were called. */
export class ForgeUsageDayDto implements CallDay {
  @ApiProperty({ type: String, format: 'date', example: '2026-11-22' })
  day: string;

  @ApiProperty({ type: 'integer', example: 412, description: 'All that were sent, whatever came back.' })
  calls: number;

  @ApiProperty({ type: 'integer', example: 0, description: 'Of those: the forge said that there were too many.' })
  refused: number;

  static of({ day, calls, refused }: CallDay): CallDay {
    return { day, calls, refused };
  }
}
