import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { FIRST_INSTANCE, INSTANCE_NAME } from '../../forge/forge.types';

/** A field that names one of several forges of a kind; whether it may be left out, its other decorators say. */
export function InstanceName(options: Pick<ApiPropertyOptions, 'default'> = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      required: false,
      pattern: INSTANCE_NAME.source,
      ...options,
      example: FIRST_INSTANCE,
      description: 'Which forge of that kind, as the settings name it.',
    }),
    Matches(INSTANCE_NAME, { message: 'instance must be a name from the settings' }),
  );
}
