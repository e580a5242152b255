import { Module } from '@nestjs/common';

/** Owns: to be written. Consumes facts: none. Publishes facts: none. */
@Module({})
export class WebhookModule {}
