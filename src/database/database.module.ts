import { Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseConfig } from '../config/config';
import { createDataSource, type EntityList } from './data-source';
import { Database } from './database';
import { Replica } from './replica';

/** Somebody waits for his figures meanwhile. */
const REPLICA_CONNECT_MS = 1_000;

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
        return new Database(dataSource, replicaOf(config, entities, logger));
      },
    };
    return { module: DatabaseModule, global: true, providers: [provider], exports: [Database] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/** Connected when it is first asked: a replica that is away must not keep the service from starting. */
function replicaOf({ replicaUrl, poolSize }: DatabaseConfig, entities: EntityList, logger: Logger): Replica | null {
  if (replicaUrl === null) return null;
  const options = { url: replicaUrl, entities, poolSize, connectTimeoutMs: REPLICA_CONNECT_MS };
  const onTrouble = (error: unknown): void => {
    logger.warn({ error }, 'the replica is left alone for a while: reads go to the primary');
  };
  return new Replica(createDataSource({ ...options, onPoolError: onTrouble }), onTrouble);
}
