import type { Fields } from '../common/fields';
import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { PageQuery } from '../common/http/paging';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { IncidentDetailDto, TimelineDto, TimelineEventDto } from './dto/incident-detail.dto';
import { IncidentListQuery, UpdateIncidentDto } from './dto/incident-input.dto';
import { IncidentDto, IncidentListDto } from './dto/incident.dto';
import { IncidentErrors } from './incident.errors';
import { IncidentService } from './incident.service';

@ApiTags('Incidents')
@Controller('api/v2/incidents')
export class IncidentController {
  constructor(private readonly incidents: IncidentService) {}

  @Get()
  @Endpoint({
    summary: 'List incidents',
    description: 'Newest first. One incident is one cause of failure in one repository.',
    response: IncidentListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(@Caller() caller: Principal, @Query() query: IncidentListQuery): Promise<Fields<IncidentListDto>> {
    const filter = {
      status: query.status ?? null,
      severity: query.severity ?? null,
      class: query.class ?? null,
      connectionId: query.repository_connection_id ?? null,
      search: query.search ?? null,
      since: query.since ?? null,
      until: query.until ?? null,
    };
    const { items, total, nextCursor } = await this.incidents.list(caller.userId, filter, query);
    const incidents = items.map(({ incident, repository }) => IncidentDto.of(incident, repository));
    return { incidents, total, next_cursor: nextCursor };
  }

  @Get(':id')
  @Endpoint({
    summary: 'Show an incident with its diagnosis and history',
    response: IncidentDetailDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async get(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<IncidentDetailDto>> {
    return IncidentDetailDto.detail(await this.incidents.detail(caller.userId, id));
  }

  @Get(':id/timeline')
  @Endpoint({
    summary: "Read an incident's timeline",
    description: 'Oldest first; `next_cursor` leads on to newer events.',
    response: TimelineDto,
    errors: [CommonErrors.notFound, CommonErrors.invalidCursor],
  })
  async timeline(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Fields<TimelineDto>> {
    const { items, nextCursor } = await this.incidents.timeline(caller.userId, id, query);
    return { events: items.map((event) => TimelineEventDto.of(event)), next_cursor: nextCursor };
  }

  @Patch(':id')
  @Endpoint({
    summary: 'Change an incident, or leave a note',
    description: 'Fields left out stay. What is already so changes nothing.',
    response: IncidentDetailDto,
    errors: [
      CommonErrors.notFound,
      IncidentErrors.illegalTransition,
      IncidentErrors.superseded,
      IncidentErrors.mergedAway,
    ],
  })
  async change(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: UpdateIncidentDto,
  ): Promise<Fields<IncidentDetailDto>> {
    return IncidentDetailDto.detail(await this.incidents.change(caller.userId, id, body));
  }
}
