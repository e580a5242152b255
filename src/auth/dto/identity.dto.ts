import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Fields } from '../../common/fields';
import type { LinkedIdentity } from '../oidc/identity.service';
import { PASSWORD_LENGTH } from '../passwords';

/** Who an account is at an issuer. */
export class IdentityDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000042' })
  id: string;

  @ApiProperty({ example: 'https://id.example.com/realms/company', description: 'What the issuer calls itself.' })
  issuer: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Example Corp',
    description: 'What people call it; null for an issuer that is set no more, at which nobody signs in.',
  })
  issuer_name: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'dana@example.com',
    description: 'As the issuer last named it.',
  })
  email: string | null;

  @ApiProperty({ example: true, description: 'False for the last way to sign in to the account.' })
  may_unlink: boolean;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:00:00.000Z' })
  last_login_at: string | null;

  static of({ row, issuerName, mayUnlink }: LinkedIdentity): Fields<IdentityDto> {
    return {
      id: row.id,
      issuer: row.issuer,
      issuer_name: issuerName,
      email: row.email,
      may_unlink: mayUnlink,
      created_at: row.created_at.toISOString(),
      last_login_at: row.last_login_at?.toISOString() ?? null,
    };
  }
}

export class IdentityListDto {
  @ApiProperty({ type: [IdentityDto] })
  identities: IdentityDto[];
}

export class UnlinkIdentityDto {
  @ApiPropertyOptional({
    format: 'password',
    maxLength: PASSWORD_LENGTH.max,
    example: 'correct horse battery staple',
    description: 'Needed where the account has one and passwords are taken.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(PASSWORD_LENGTH.max)
  current_password?: string;
}
