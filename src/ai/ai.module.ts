import { Global, Module } from '@nestjs/common';
import { ChatPort } from './chat';
import { ChatLimit } from './chat-limit';
import { OpenAiChat } from './openai-chat';
import { SharedChatLimit } from './shared-chat-limit';

/** Owns the way to a language model. Owns no table; consumes and publishes no facts. */
@Global()
@Module({
  providers: [
    { provide: ChatLimit, useClass: SharedChatLimit },
    { provide: ChatPort, useClass: OpenAiChat },
  ],
  exports: [ChatPort],
})
export class AiModule {}
