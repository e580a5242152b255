import { Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock';
import { ForgeConfig } from '../config/config';
import { ForgeRegistry } from './forge.registry';
import { createGitHubDriver } from './github/driver';

/** Owns the drivers, one per hosting product. A new forge is one line here and a folder beside. */
@Global()
@Module({
  providers: [
    {
      provide: ForgeRegistry,
      inject: [ForgeConfig, Clock],
      useFactory: (config: ForgeConfig, clock: Clock) =>
        new ForgeRegistry([createGitHubDriver(config.github, () => clock.now())]),
    },
  ],
  exports: [ForgeRegistry],
})
export class ForgeModule {}
