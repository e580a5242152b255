import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import type { AiConfig } from '../../config/config';
import type { AiUse } from '../ai-spend.store';

/** What your conversations with the model used. */
export class AiSpendDto {
  @ApiProperty({ example: 3, description: 'Retries and repairs included.' })
  requests: number;

  @ApiProperty({ example: 18_200 })
  prompt_tokens: number;

  @ApiProperty({ example: 900 })
  completion_tokens: number;

  @ApiProperty({ type: Number, nullable: true, example: 0.012, description: 'US dollars; null: no prices are set.' })
  cost: number | null;
}

/** Beyond these the model is not asked, and the attempt says `fix.budget`. */
export class AiCapsDto {
  @ApiProperty({ example: 20 })
  requests_per_incident: number;

  @ApiProperty({ example: 200 })
  daily_requests_per_repository: number;

  @ApiProperty({ type: Number, nullable: true, example: null, description: 'US dollars, all users together.' })
  daily_cost: number | null;
}

/** Whether a model writes fixes here, and what that costs. */
export class AiStatusDto {
  @ApiProperty({ example: true, description: 'False: fixes are deterministic only.' })
  configured: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'meta/llama-3.3-70b-instruct' })
  model: string | null;

  @ApiProperty({ type: AiSpendDto, description: 'Yours, of the last 24 hours.' })
  spend_24h: Fields<AiSpendDto>;

  @ApiProperty({ type: AiCapsDto })
  caps: Fields<AiCapsDto>;

  static of(config: AiConfig, use: AiUse): Fields<AiStatusDto> {
    const { requestsPerIncident, dailyRequestsPerRepository, dailyCost } = config.caps;
    return {
      configured: config.model !== null,
      model: config.model,
      spend_24h: {
        requests: use.requests,
        prompt_tokens: use.promptTokens,
        completion_tokens: use.completionTokens,
        cost: config.prices === null ? null : use.cost,
      },
      caps: {
        requests_per_incident: requestsPerIncident,
        daily_requests_per_repository: dailyRequestsPerRepository,
        daily_cost: dailyCost,
      },
    };
  }
}
