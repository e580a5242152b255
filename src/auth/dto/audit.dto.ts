import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import type { Fields } from '../../common/fields';
import { IsMoment } from '../../common/http/moment';
import { PageDto, PageQuery } from '../../common/http/paging';
import type { ListedAuditEvent } from '../audit.store';

const TIME = { format: 'date-time', example: '2026-11-22T10:05:00.000Z' } as const;

export class AuditQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, example: 'Credential_createToken' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @Matches(/^\w+$/, { message: 'action must be a word' })
  action?: string;

  @ApiProperty({ required: false, ...TIME, description: 'From then on.' })
  @IsOptional()
  @IsMoment()
  since?: Date;

  @ApiProperty({ required: false, ...TIME, description: 'Before then.' })
  @IsOptional()
  @IsMoment()
  until?: Date;
}

/** One thing somebody did. */
export class AuditEventDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000004' })
  id: string;

  @ApiProperty(TIME)
  at: string;

  @ApiProperty({ example: 'dana@example.test' })
  email: string;

  @ApiProperty({ example: 'Credential_createToken', description: 'The operation, as this document names it.' })
  action: string;

  @ApiProperty({ example: 'Make an API token' })
  summary: string;

  @ApiProperty({ example: 'POST /api/v2/auth/tokens' })
  request: string;

  @ApiProperty({ enum: ['session', 'token', 'password', 'oidc'], example: 'session' })
  via: 'session' | 'token' | 'password' | 'oidc';

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '0198c0de-0000-7000-8000-000000000002' })
  credential_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7' })
  address: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0' })
  user_agent: string | null;

  @ApiProperty({ example: '0198c0de-0000-7000-8000-000000000001' })
  request_id: string;

  static of({ id, at, email, ...event }: ListedAuditEvent): Fields<AuditEventDto> {
    const { action, summary, request, via, credential_id, address, user_agent, request_id } = event;
    return {
      ...{ id, at: at.toISOString(), email, action, summary, request },
      ...{ via, credential_id, address, user_agent, request_id },
    };
  }
}

export class AuditListDto extends PageDto {
  @ApiProperty({ type: [AuditEventDto], description: 'Newest first.' })
  events: Fields<AuditEventDto>[];
}
