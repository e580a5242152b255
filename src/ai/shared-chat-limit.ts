import { Injectable } from '@nestjs/common';
import { RateLimits, type RateLimitRule } from '../common/http/rate-limits';
import { ChatLimit } from './chat-limit';

/** One limit for all processes, kept in the database. */
@Injectable()
export class SharedChatLimit extends ChatLimit {
  constructor(private readonly limits: RateLimits) {
    super();
  }

  async consume(name: string, key: string, rule: RateLimitRule): Promise<void> {
    await this.limits.consume(name, key, rule);
  }
}
