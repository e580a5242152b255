import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { WorkflowErrors } from '../workflow/workflow.errors';
import { FixAttemptDto, FixAttemptListDto, FixPreviewDto } from './dto/fix.dto';
import { FixWishDto } from './dto/fix.input';
import { FixErrors } from './fix.errors';
import { FixService } from './fix.service';

@ApiTags('Fixes')
@Controller('api/v2/incidents')
export class FixController {
  constructor(private readonly fixes: FixService) {}

  @Post(':id/preview-fix')
  @Endpoint({
    summary: 'Show what would be proposed for an incident',
    expensive: true,
    description:
      'Reads the newest failure and the files it names. No attempt is saved, nothing is pushed. A model is asked only with `use_ai`, because it costs.',
    response: FixPreviewDto,
    errors: [CommonErrors.notFound, FixErrors.noFailure, WorkflowErrors.diagnosisUnavailable],
  })
  async preview(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() wish: FixWishDto,
  ): Promise<Fields<FixPreviewDto>> {
    return FixPreviewDto.preview(await this.fixes.preview(caller.userId, id, wish.use_ai ?? false));
  }

  @Get(':id/fix-attempts')
  @Endpoint({
    summary: "List an incident's tries at a fix",
    description: 'Newest first, at most 50. One that proposed nothing says why.',
    response: FixAttemptListDto,
    errors: [CommonErrors.notFound],
    input: false,
  })
  async attempts(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<FixAttemptListDto>> {
    const attempts = await this.fixes.ownAttempts(caller.userId, id);
    return { attempts: attempts.map((attempt) => FixAttemptDto.of(attempt)) };
  }
}
