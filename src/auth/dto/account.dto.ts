import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsNotEmpty, IsOptional, IsString, Length, Matches, MaxLength, ValidateIf } from 'class-validator';
import { PASSWORD_LENGTH } from '../passwords';
import type { Fields } from '../../common/fields';
import { ROLES, type Role } from '../user.entity';
import type { UserRow } from '../user.store';

/** PostgreSQL takes no NUL, and no name needs a line break. */
const NO_CONTROL = /^\P{Cc}*$/u;

const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export class UserDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ format: 'email', example: 'dana@example.com' })
  email: string;

  @ApiProperty({ type: String, nullable: true, example: 'Dana Demo' })
  full_name: string | null;

  @ApiProperty({ enum: ROLES, example: 'admin' })
  role: Role;

  @ApiProperty({ example: true, description: 'False for who signs in by single sign-on alone.' })
  has_password: boolean;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:05:00.000Z' })
  last_login_at: string | null;

  static of(row: UserRow): Fields<UserDto> {
    return {
      id: row.id,
      email: row.email,
      full_name: row.full_name,
      role: row.role,
      has_password: row.password_hash !== null,
      created_at: row.created_at.toISOString(),
      last_login_at: row.last_login_at?.toISOString() ?? null,
    };
  }
}

export class RegisterDto {
  @ApiProperty({ format: 'email', maxLength: 254, example: 'dana@example.com' })
  @trimmed
  @IsEmail()
  @MaxLength(254)
  email: string;

  @ApiProperty({
    format: 'password',
    minLength: PASSWORD_LENGTH.min,
    maxLength: PASSWORD_LENGTH.max,
    example: 'correct horse battery staple',
  })
  @IsString()
  @Length(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  password: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 200, example: 'Dana Demo' })
  @trimmed
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(NO_CONTROL, { message: 'full_name must not contain control characters' })
  full_name?: string | null;
}

export class LoginDto {
  @ApiProperty({ format: 'email', maxLength: 254, example: 'dana@example.com' })
  @trimmed
  @IsString()
  @IsNotEmpty()
  @MaxLength(254)
  @Matches(NO_CONTROL, { message: 'email must not contain control characters' })
  email: string;

  @ApiProperty({ format: 'password', maxLength: PASSWORD_LENGTH.max, example: 'correct horse battery staple' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(PASSWORD_LENGTH.max)
  password: string;
}

export class LogoutDto {
  @ApiProperty({ example: true })
  success: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uri',
    example: 'https://id.example.com/session/end?id_token_hint=eyJ',
    description: 'Where the issuer of single sign-on signs the browser out; null where there is no such place.',
  })
  end_session_url: string | null;
}

export class UpdateMeDto {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 200, example: 'Dana Demo' })
  @trimmed
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(NO_CONTROL, { message: 'full_name must not contain control characters' })
  full_name?: string | null;

  @ApiPropertyOptional({ format: 'email', maxLength: 254, example: 'dana@example.org' })
  @trimmed
  @ValidateIf((body: UpdateMeDto) => body.email !== undefined)
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @ApiPropertyOptional({
    format: 'password',
    minLength: PASSWORD_LENGTH.min,
    maxLength: PASSWORD_LENGTH.max,
    example: 'another horse battery staple',
    description: 'A new password. Ends every other session.',
  })
  @ValidateIf((body: UpdateMeDto) => body.password !== undefined)
  @IsString()
  @Length(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)
  password?: string;

  @ApiPropertyOptional({
    format: 'password',
    maxLength: PASSWORD_LENGTH.max,
    example: 'correct horse battery staple',
    description: 'Needed to change `email` or `password`.',
  })
  @ValidateIf((body: UpdateMeDto) => body.email !== undefined || body.password !== undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(PASSWORD_LENGTH.max)
  current_password?: string;
}
