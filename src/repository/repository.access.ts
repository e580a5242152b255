import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors';
import type { ForgeClient } from '../forge/forge';
import { forRepository } from '../forge/wire/calls';
import { ForgeAccess } from '../oauth/forge-access';
import type { Connection } from './domain/connection';
import { ForgeBudget } from './forge-budget';
import { RepositoryErrors } from './repository.errors';

/** The way to the forge of a connected repository, with the rights of the account it was connected with. */
@Injectable()
export class RepositoryAccess {
  constructor(
    private readonly access: ForgeAccess,
    private readonly budget: ForgeBudget,
  ) {}

  /**
   * Lets `work` act, and counts its calls as the repository's. Throws `repository.disconnected` where no account stands behind the
   * connection, a `ForgeError` (`rate-limited`, held back by us) before anything is called when the repository's hour is used up or
   * its account is deactivated, and what `ForgeAccess.use` throws.
   */
  async use<T>(
    connection: Pick<Connection, 'id' | 'kind' | 'oauthConnectionId'>,
    work: (client: ForgeClient) => Promise<T>,
  ): Promise<T> {
    const { id, kind, oauthConnectionId } = connection;
    if (oauthConnectionId === null) throw new AppError(RepositoryErrors.disconnected);
    const settle = await this.budget.admit(kind, id);
    const meter = { calls: 0 };
    try {
      return await forRepository(id, meter, () => this.access.use(oauthConnectionId, work));
    } finally {
      await settle?.(meter.calls);
    }
  }
}
