import { Controller, Headers, Sse, type MessageEvent } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import {
  DeliveryFailedDto,
  IncidentChangedDto,
  PullRequestUpdatedDto,
  RunUpdatedDto,
  StreamResetDto,
} from './dto/live-event.dto';
import { LiveErrors } from './live.errors';
import { LiveHub } from './live.hub';

/** Characters of events that may wait for a client that does not read: a thousand events or so, then it is cut off. */
const MAX_PENDING = 256 * 1024;

const MODELS = [RunUpdatedDto, IncidentChangedDto, PullRequestUpdatedDto, DeliveryFailedDto, StreamResetDto] as const;

const DESCRIPTION = `Server-Sent Events (\`new EventSource('/api/v2/events')\`) about the caller's own data, and nobody else's.

\`\`\`
event: run.updated
id: 1764338000000~812:812:
data: {"id":"0198c0de-0000-7000-8000-000000000002","status":"completed","conclusion":"failure",…}
\`\`\`

| \`event\` | \`data\` | when |
|---|---|---|
| \`run.updated\` | RunUpdatedDto | a workflow run appeared, moved on, ended, or was put to an incident |
| \`incident.opened\` | IncidentChangedDto | a new incident, or a resolved one that was seen again |
| \`incident.updated\` | IncidentChangedDto | seen again, diagnosed, judged, changed by somebody, merged into another |
| \`incident.resolved\` | IncidentChangedDto | resolved |
| \`pull_request.updated\` | PullRequestUpdatedDto | a fix was claimed, opened, checked, verified, merged, closed |
| \`delivery.failed\` | DeliveryFailedDto | a webhook delivery could not be processed (each failed try) |
| \`stream.reset\` | StreamResetDto | \`Last-Event-ID\` is too old or not ours: events were missed, read everything anew |

**Resuming.** Every event has an \`id\`. A client that comes back within 5 minutes with it as \`Last-Event-ID\` (browsers do so by
themselves) gets all it missed, at whichever process; in rare cases an event comes twice, so take each as "this changed".
A comment with a new \`id\` comes every 15 s, so that quiet streams can be resumed too.

**Ends** with the session or API token it was opened by, and when the client reads too slowly (256 K characters waiting).
100 streams a user.`;

/** The changes as they happen. */
@ApiTags('Live')
@ApiExtraModels(...MODELS)
@Controller('api/v2/events')
export class LiveController {
  constructor(private readonly hub: LiveHub) {}

  @Sse('', { maxPendingDataLength: MAX_PENDING })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event received.',
    schema: { type: 'string' },
    example: '1764338000000~812:812:',
  })
  @ApiResponse({
    status: 200,
    description: 'A stream that does not end by itself.',
    content: {
      'text/event-stream': {
        schema: {
          description: '`data` of each event, as JSON; `event` says which.',
          oneOf: MODELS.map((model) => ({ $ref: getSchemaPath(model) })),
        },
      },
    },
  })
  @Endpoint({
    summary: 'Watch changes as they happen',
    description: DESCRIPTION,
    errors: [LiveErrors.tooManyStreams],
    input: false,
  })
  watch(@Caller() caller: Principal, @Headers('last-event-id') lastEventId?: string): Observable<MessageEvent> {
    return this.hub.open(caller, lastEventId === undefined || lastEventId === '' ? null : lastEventId);
  }
}
