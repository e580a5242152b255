import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Fields } from '../../common/fields';
import type { BegunVisit } from '../oidc/sign-in.service';
import { PASSWORD_LENGTH } from '../passwords';

/** What a sign-in page can offer. */
export class SignInMethodsDto {
  @ApiProperty({ example: true, description: 'Whether people log in with a password.' })
  password: boolean;

  @ApiProperty({ example: true, description: 'Whether anybody may register with one.' })
  registration: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Example Corp',
    description: 'What the issuer of single sign-on is called; null where there is none.',
  })
  oidc_name: string | null;
}

export class BeginSignInDto {
  @ApiPropertyOptional({
    type: String,
    // The cookie that carries it has room for no more.
    maxLength: 1000,
    default: '/',
    example: '/settings',
    description: 'Where to send the browser afterwards: a path, or an address on this origin.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  return_to?: string;

  @ApiPropertyOptional({
    default: false,
    example: false,
    description: 'Link the account you are logged in with, instead of signing in. Needs `current_password`.',
  })
  @IsOptional()
  @IsBoolean()
  link?: boolean;

  @ApiPropertyOptional({
    default: false,
    example: false,
    description: 'The issuer asks who somebody is, even if it still knows: after it sent a person who does not get in.',
  })
  @IsOptional()
  @IsBoolean()
  other_account?: boolean;

  @ApiPropertyOptional({
    format: 'password',
    maxLength: PASSWORD_LENGTH.max,
    example: 'correct horse battery staple',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(PASSWORD_LENGTH.max)
  current_password?: string;
}

export class BegunSignInDto {
  @ApiProperty({
    format: 'uri',
    description: 'Send the browser here; the one that got this answer, for its cookie must come back.',
    example: 'https://id.example.com/authorize?client_id=devflowfix&state=c29tZQ&nonce=c29tZQ',
  })
  authorization_url: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:10:00.000Z' })
  expires_at: string;

  static of(begun: BegunVisit): Fields<BegunSignInDto> {
    return { authorization_url: begun.authorizationUrl, expires_at: begun.expiresAt.toISOString() };
  }
}
