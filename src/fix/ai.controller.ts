import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { AiConfig } from '../config/config';
import { AiSpendLedger } from './ai-spend.ledger';
import { AiStatusDto } from './dto/ai.dto';

@ApiTags('Fixes')
@Controller('api/v2/ai')
export class AiController {
  constructor(
    private readonly config: AiConfig,
    private readonly ledger: AiSpendLedger,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Tell whether a model writes fixes, and what it may cost',
    description: 'Without a model fixes come from deterministic rules only. Never tells the key.',
    response: AiStatusDto,
    input: false,
  })
  async status(@Caller() caller: Principal): Promise<Fields<AiStatusDto>> {
    return AiStatusDto.of(this.config, await this.ledger.usedBy(caller.userId));
  }
}
