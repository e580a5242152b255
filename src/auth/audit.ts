import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { currentContext } from '../common/request-context';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { AuditStore, type AuditEvent } from './audit.store';

/** Longest program name and path that is kept. */
const LONGEST = 300;

/** Writes down what people do. */
@Injectable()
export class Audit {
  constructor(
    private readonly db: Database,
    private readonly store: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves when it is durable; throws where it cannot be written, and then the caller must not say that all is well. */
  async record(event: Omit<AuditEvent, 'id' | 'at' | 'request_id'>): Promise<void> {
    const cut = (text: string | null): string | null => (text === null ? null : storableText(text.slice(0, LONGEST)));
    await this.store.insert(this.db.read, {
      ...event,
      request: storableText(event.request.slice(0, LONGEST)),
      user_agent: cut(event.user_agent),
      id: newId(),
      at: this.clock.now(),
      request_id: currentContext()?.requestId ?? '',
    });
  }
}
