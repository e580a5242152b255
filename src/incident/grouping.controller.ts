import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { AcceptedTaskDto } from '../queue/task.dto';
import { GroupingResultDto, MergeDto, RegroupDto, SplitDto, UndoDto } from './dto/grouping.dto';
import { GroupingService } from './grouping.service';
import { IncidentErrors } from './incident.errors';
import { RegroupService } from './regroup.service';

@ApiTags('Incidents')
@Controller('api/v2/incidents')
export class GroupingController {
  constructor(
    private readonly grouping: GroupingService,
    private readonly regrouping: RegroupService,
  ) {}

  @Post('regroup')
  @Endpoint({
    summary: "Group a repository's history anew",
    expensive: true,
    description:
      'By the present rule, without its logs. What people merged or split stays; each change is listed with its incident and can be undone. Doing so again changes nothing.',
    status: 202,
    response: AcceptedTaskDto,
    errors: [CommonErrors.notFound],
  })
  async regroup(@Caller() caller: Principal, @Body() body: RegroupDto): Promise<Fields<AcceptedTaskDto>> {
    return AcceptedTaskDto.of(await this.regrouping.ask(caller.userId, body.repository_connection_id));
  }

  @Post(':id/merge')
  @Endpoint({
    summary: 'Merge incidents that have one cause',
    description:
      'Occurrences move, and failures with their fingerprints follow them from now on. What was merged away is hidden from lists and answers with `merged_into`. Merging again changes nothing.',
    status: 200,
    response: GroupingResultDto,
    errors: [
      CommonErrors.notFound,
      IncidentErrors.mergedAway,
      IncidentErrors.mergeWithItself,
      IncidentErrors.otherRepository,
      IncidentErrors.superseded,
    ],
  })
  async merge(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: MergeDto,
  ): Promise<Fields<GroupingResultDto>> {
    return this.grouping.merge(caller.userId, id, body);
  }

  @Post(':id/split')
  @Endpoint({
    summary: 'Split occurrences off into an incident of their own',
    description:
      'Future failures follow the occurrences where fingerprints tell them apart; `future` says whether they do. Splitting the same again changes nothing.',
    status: 200,
    response: GroupingResultDto,
    errors: [
      CommonErrors.notFound,
      IncidentErrors.mergedAway,
      IncidentErrors.foreignOccurrence,
      IncidentErrors.splitLeavesNothing,
    ],
  })
  async split(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: SplitDto,
  ): Promise<Fields<GroupingResultDto>> {
    return this.grouping.split(caller.userId, id, body.occurrence_ids);
  }

  @Post(':id/undo')
  @Endpoint({
    summary: 'Undo a merge, a split or a regrouping',
    description:
      'Restores what was before; failures that came since go where they would have gone. Undoing again changes nothing.',
    status: 200,
    response: GroupingResultDto,
    errors: [CommonErrors.notFound, IncidentErrors.cannotUndo],
  })
  async undo(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: UndoDto,
  ): Promise<Fields<GroupingResultDto>> {
    return this.grouping.undo(caller.userId, id, body.change_id ?? null);
  }
}
