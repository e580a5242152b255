import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import type { LinkedPullRequest } from '../linked-pull-requests';

const STATES = ['open', 'closed', 'merged'] as const;
const VERIFICATIONS = ['unverified', 'running', 'verified', 'failed'] as const;

/** A fix pull request of an incident, in short. */
export class LinkedPullRequestDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000009' })
  id: string;

  @ApiProperty({ type: Number, nullable: true, example: 7 })
  pr_number: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'https://github.com/acme/api/pull/7' })
  pr_url: string | null;

  @ApiProperty({ example: "fix: TS2551 Property 'quantty' does not exist" })
  title: string;

  @ApiProperty({ enum: STATES, example: 'open' })
  state: (typeof STATES)[number];

  @ApiProperty({ enum: VERIFICATIONS, example: 'verified' })
  verified: (typeof VERIFICATIONS)[number];

  static of({ id, number, url, title, state, verified }: LinkedPullRequest): Fields<LinkedPullRequestDto> {
    return { id, pr_number: number, pr_url: url, title, state, verified };
  }
}
