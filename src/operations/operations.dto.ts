import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../common/fields';

export class LiveDto {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status: 'ok';
}

export class HealthCheckDto {
  @ApiProperty({ enum: ['database', 'queue', 'migrations', 'stopping'], example: 'database' })
  name: string;

  @ApiProperty({ example: true })
  ok: boolean;

  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;
}

export class ReadyDto {
  @ApiProperty({ enum: ['ready', 'unavailable'], example: 'ready' })
  status: 'ready' | 'unavailable';

  @ApiProperty({ type: [HealthCheckDto] })
  checks: Fields<HealthCheckDto>[];
}
