import { readEnvironment } from './src/config/environment';
import { createDataSource } from './src/database/data-source';
import { ENTITIES } from './src/entities';

/** For the TypeORM command line, over the compiled file: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default createDataSource({ url: readEnvironment(process.cwd()).DATABASE_URL ?? '', entities: ENTITIES });
