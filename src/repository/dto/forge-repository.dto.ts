import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Fields } from '../../common/fields';
import { FIRST_INSTANCE, type ForgeRepository, type RepositoryPermissions } from '../../forge/forge.types';
import { REPOSITORY_SORTS, type RepositorySort } from '../../forge/repository-list.types';
import { InstanceName } from './instance-name';

const REPOSITORY_CURSOR = /^(?:page:[1-9]\d{0,4}|id:[1-9]\d{0,14})$/;
export const SORT_DIRECTIONS = ['asc', 'desc'] as const;

/** Which of the forge's repositories to list. */
export class ForgeRepositoryQuery {
  @InstanceName({ default: FIRST_INSTANCE })
  @IsOptional()
  instance?: string;

  @ApiProperty({ required: false, minimum: 1, maximum: 10_000, default: 1, example: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  page?: number;

  @ApiProperty({ required: false, minimum: 1, maximum: 100, default: 30, example: 30 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  per_page?: number;

  @ApiProperty({ required: false, enum: REPOSITORY_SORTS, default: 'updated', example: 'updated' })
  @IsOptional()
  @IsIn(REPOSITORY_SORTS)
  sort?: RepositorySort;

  @ApiProperty({ required: false, enum: SORT_DIRECTIONS, default: 'desc', example: 'desc' })
  @IsOptional()
  @IsIn(SORT_DIRECTIONS)
  direction?: 'asc' | 'desc';

  @ApiProperty({ required: false, maxLength: 200, description: 'Part of the full name, in any case.', example: 'api' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @ApiProperty({
    required: false,
    pattern: REPOSITORY_CURSOR.source,
    description:
      '`next_cursor` of the page before, with the same sort, direction, per_page and search; `page` then says nothing. ' +
      'The way to walk through very long lists: GitLab counts pages up to 50,000 projects, by cursor and `sort=created` it goes on.',
    example: 'page:2',
  })
  @IsOptional()
  @Matches(REPOSITORY_CURSOR, { message: 'cursor must be a next_cursor' })
  cursor?: string;
}

export class RepositoryPermissionsDto implements RepositoryPermissions {
  @ApiProperty({ example: true, description: 'Needed to create the webhook.' })
  admin: boolean;

  @ApiProperty({ example: true })
  push: boolean;

  @ApiProperty({ example: true })
  pull: boolean;
}

/** A repository the connected account can see at the forge. */
export class ForgeRepositoryDto {
  @ApiProperty({ example: '1296269', description: "The forge's id; stays the same through a rename or transfer." })
  id: string;

  @ApiProperty({ example: 'api' })
  name: string;

  @ApiProperty({ example: 'acme/api' })
  full_name: string;

  @ApiProperty({ type: String, nullable: true, example: 'The API of acme' })
  description: string | null;

  @ApiProperty({ example: true })
  private: boolean;

  @ApiProperty({ example: 'acme' })
  owner: string;

  @ApiProperty({ example: 'https://github.com/acme/api' })
  html_url: string;

  @ApiProperty({ example: 'main' })
  default_branch: string;

  @ApiProperty({ type: String, nullable: true, example: 'TypeScript' })
  language: string | null;

  @ApiProperty({ example: 42 })
  stargazers_count: number;

  @ApiProperty({ example: 3 })
  open_issues_count: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-02T03:04:05.000Z' })
  created_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-20T10:00:00.000Z' })
  updated_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-21T10:00:00.000Z' })
  pushed_at: string | null;

  @ApiProperty({ type: RepositoryPermissionsDto })
  permissions: Fields<RepositoryPermissionsDto>;

  @ApiProperty({ example: false })
  archived: boolean;

  @ApiProperty({ example: true, description: 'Whether you connected it here.' })
  is_connected: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '0198c0de-0000-7000-8000-000000000002' })
  connection_id: string | null;

  static of(repository: ForgeRepository, connectionId: string | null): Fields<ForgeRepositoryDto> {
    return {
      id: repository.externalId,
      name: repository.name,
      full_name: repository.path,
      description: repository.description,
      private: repository.isPrivate,
      owner: repository.ownerName,
      html_url: repository.url,
      default_branch: repository.defaultBranch,
      language: repository.language,
      stargazers_count: repository.starCount,
      open_issues_count: repository.openIssueCount,
      created_at: repository.createdAt?.toISOString() ?? null,
      updated_at: repository.updatedAt?.toISOString() ?? null,
      pushed_at: repository.pushedAt?.toISOString() ?? null,
      permissions: { ...repository.permissions },
      archived: repository.isArchived,
      is_connected: connectionId !== null,
      connection_id: connectionId,
    };
  }
}

export class ForgeRepositoryListDto {
  @ApiProperty({ type: [ForgeRepositoryDto] })
  repositories: Fields<ForgeRepositoryDto>[];

  @ApiProperty({ example: 1 })
  page: number;

  @ApiProperty({ example: 30 })
  per_page: number;

  @ApiProperty({ example: false })
  has_next: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    pattern: REPOSITORY_CURSOR.source,
    example: null,
    description:
      'Where the next page begins, for `cursor`; null after the last, and where the forge counts no further.',
  })
  next_cursor: string | null;
}
