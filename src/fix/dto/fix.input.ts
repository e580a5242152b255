import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

export class FixWishDto {
  @ApiProperty({ required: false, default: false, description: 'Ask the model when no fixer knows a change.' })
  @IsOptional()
  @IsBoolean()
  use_ai?: boolean;
}
