import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { currentContext } from '../common/request-context';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { AuditStore, type AuditEvent } from './audit.store';

/** Longest program name and path that is kept. */
const LONGEST = 300;

type NewEvent = Omit<AuditEvent, 'id' | 'at' | 'request_id'>;

/** Writes down what people do. */
@Injectable()
export class Audit implements OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  /** Ends when all that was noted is written, or could not be. */
  private noted: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly store: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves when it is durable; throws where it cannot be written, and then the caller must not say that all is well. */
  async record(event: NewEvent): Promise<void> {
    await this.store.insert(this.db.read, this.rowOf(event));
  }

  /**
   * Has it written after what was noted before, and waits for nothing: for what must not tell by its time whether there is
   * anything to write. What cannot be written is logged.
   */
  note(event: NewEvent): void {
    const row = this.rowOf(event);
    this.noted = this.noted
      .then(() => this.store.insert(this.db.read, row))
      .catch((error: unknown) => {
        this.logger.error({ error, action: row.action, user_id: row.user_id }, 'an audit event could not be written');
      });
  }

  /** Resolves when all that was noted until now is written, or could not be. */
  settled(): Promise<void> {
    return this.noted;
  }

  /** The HTTP server is closed by now, and the database still open. */
  async onApplicationShutdown(): Promise<void> {
    await this.settled();
  }

  private rowOf(event: NewEvent): AuditEvent {
    const cut = (text: string | null): string | null => (text === null ? null : storableText(text.slice(0, LONGEST)));
    return {
      ...event,
      request: storableText(event.request.slice(0, LONGEST)),
      user_agent: cut(event.user_agent),
      id: newId(),
      at: this.clock.now(),
      request_id: currentContext()?.requestId ?? '',
    };
  }
}
