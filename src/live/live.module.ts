import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { LiveController } from './live.controller';
import { LiveHandlers } from './live.handlers';
import { LiveHub } from './live.hub';
import { LiveStore } from './live.store';

/**
 * Owns: the live events and the streams of them. Consumes facts: none; what changed is written down by triggers on the
 * tables of runs, incidents, pull requests and deliveries (docs/adr/0003). Publishes facts: none.
 */
@Module({
  imports: [AuthModule],
  controllers: [LiveController],
  providers: [LiveHandlers, LiveHub, LiveStore],
})
export class LiveModule {}
