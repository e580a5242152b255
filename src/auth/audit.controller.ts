import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { toCsv } from '../common/csv';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { pageRequest, toPage } from '../common/http/paging';
import { Caller, type Principal } from '../common/http/principal';
import { Database } from '../database/database';
import { AuditStore } from './audit.store';
import { AuditEventDto, AuditListDto, AuditQuery } from './dto/audit.dto';

/** Rows of one export; older ones are had by `until`. */
const MOST_EXPORTED = 10_000;
const COLUMNS = [
  ...(['at', 'email', 'action', 'summary', 'request', 'via', 'credential_id'] as const),
  ...(['address', 'user_agent', 'request_id', 'id'] as const),
];

@ApiTags('Accounts')
@ApiProduces('application/json', 'text/csv')
@Controller('api/v2/audit-log')
export class AuditController {
  constructor(
    private readonly db: Database,
    private readonly store: AuditStore,
  ) {}

  @Get()
  @Endpoint({
    summary: 'List what was done',
    description:
      'Who changed what, when, and from where: every change made with success, and logins that failed. Your own; of everybody ' +
      'where you are an admin. `Accept: text/csv` gives the newest 10,000 of the filter as a table, without paging.',
    response: AuditListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(
    @Caller() caller: Principal,
    @Query() query: AuditQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<AuditListDto> | string> {
    const filter = {
      userId: caller.role === 'admin' ? null : caller.userId,
      ...{ action: query.action ?? null, since: query.since ?? null, until: query.until ?? null },
    };
    if (/^\s*text\/csv\b/i.test(accept ?? '')) {
      const rows = await this.store.list(this.db.read, filter, { limit: MOST_EXPORTED - 1, before: null });
      void reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit-log.csv"');
      const events = rows.map((row) => AuditEventDto.of(row));
      return toCsv(
        [...COLUMNS],
        events.map((event) => COLUMNS.map((column) => event[column])),
      );
    }
    const page = pageRequest(query);
    const { items, nextCursor } = toPage(await this.store.list(this.db.read, filter, page), page.limit);
    return { events: items.map((row) => AuditEventDto.of(row)), next_cursor: nextCursor };
  }
}
