import { Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock';
import { ForgeConfig } from '../config/config';
import { Database } from '../database/database';
import { ForgeMetrics } from './forge.metrics';
import { ForgeRegistry } from './forge.registry';
import { createGitHubDriver } from './github/driver';
import { createGitLabDriver } from './gitlab/driver';
import { SharedWriteTurns } from './write-turns.store';

/** Owns the drivers, one a forge, and whose turn it is to write (table `forge_writers`). A new forge is one line here and a folder beside. */
@Global()
@Module({
  providers: [
    {
      provide: SharedWriteTurns,
      inject: [ForgeConfig, Database],
      useFactory: (config: ForgeConfig, db: Database) => new SharedWriteTurns(db, config.github.requestTimeoutMs),
    },
    {
      provide: ForgeRegistry,
      inject: [ForgeConfig, Clock, SharedWriteTurns, ForgeMetrics],
      useFactory: (config: ForgeConfig, clock: Clock, turns: SharedWriteTurns, metrics: ForgeMetrics) => {
        const drivers = [
          ...[config.github, ...config.furtherGitHubs].map((one) => createGitHubDriver(one, () => clock.now(), turns)),
          ...[config.gitlab, ...config.furtherGitLabs].map((one) => createGitLabDriver(one, () => clock.now(), turns)),
        ];
        return new ForgeRegistry(
          drivers.map((driver) => ({ ...driver, oauth: metrics.counted(driver.kind, driver.oauth) })),
        );
      },
    },
    ForgeMetrics,
  ],
  exports: [ForgeRegistry, SharedWriteTurns],
})
export class ForgeModule {}
