import { Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseConfig } from '../config/config';
import { createDataSource, type EntityList } from './data-source';
import { Database } from './database';

/** Owns the connection pool of this process. Entities are handed in by the composition root. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(entities: EntityList): DynamicModule {
    const provider = {
      provide: Database,
      inject: [DatabaseConfig],
      useFactory: async (config: DatabaseConfig): Promise<Database> => {
        const logger = new Logger('Database');
        const dataSource = createDataSource({
          url: config.url,
          entities,
          poolSize: config.poolSize,
          onPoolError: (error) => {
            logger.warn({ error }, 'a pooled connection was lost');
          },
        });
        await dataSource.initialize();
        return new Database(dataSource);
      },
    };
    return { module: DatabaseModule, global: true, providers: [provider], exports: [Database] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
