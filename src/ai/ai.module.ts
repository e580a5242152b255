import { Global, Module } from '@nestjs/common';
import { ChatPort } from './chat';
import { OpenAiChat } from './openai-chat';

/** Owns the way to a language model. Owns no table; consumes and publishes no facts. */
@Global()
@Module({
  providers: [{ provide: ChatPort, useClass: OpenAiChat }],
  exports: [ChatPort],
})
export class AiModule {}
