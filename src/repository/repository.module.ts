import { Module } from '@nestjs/common';
import { ConnectionDirectory } from './connection.directory';
import { HookStore } from './hook.store';
import { RepositoryStore } from './repository.store';

/** Owns: connected repositories and their hooks. Consumes facts: none. Publishes facts: none. */
@Module({
  providers: [ConnectionDirectory, HookStore, RepositoryStore],
  exports: [ConnectionDirectory],
})
export class RepositoryModule {}
