import { Injectable, Logger } from '@nestjs/common';
import type { ForgeCommit, ForgeComparison } from '../forge/forge.types';
import { ForgeReader, isFinalRefusal, refusalLevel } from './forge-reader';

/** Commits whose files are asked for one by one; of a longer range the older ones stay without. */
const MAX_COMMITS_READ = 10;

/** What changed between two commits of a connected repository. */
@Injectable()
export class ChangeReader {
  private readonly logger = new Logger('Workflow');

  constructor(private readonly reader: ForgeReader) {}

  /**
   * What `head` has that its common ancestor with `base` has not. `eachCommit`: with the files of each of the newest ten
   * commits. Null where the forge will never tell; what may change (`unavailable`, `rate-limited`) is thrown.
   */
  async between(
    connectionId: string,
    base: string,
    head: string,
    options: { eachCommit: boolean },
  ): Promise<ForgeComparison | null> {
    try {
      return await this.reader.ask(connectionId, async (client, { repository }) => {
        const told = await client.compare(repository, base, head);
        if (!options.eachCommit) return told;
        const [only, ...others] = told.commits;
        if (only !== undefined && others.length === 0) return { ...told, commits: [{ ...only, files: told.files }] };
        const commits: ForgeCommit[] = [];
        for (const [at, commit] of told.commits.entries()) {
          commits.push(at < MAX_COMMITS_READ ? await client.getCommit(repository, commit.sha) : commit);
        }
        return { ...told, commits };
      });
    } catch (error) {
      if (!isFinalRefusal(error)) throw error;
      const seen = { error, connection_id: connectionId };
      this.logger[refusalLevel(error)](seen, 'the forge does not tell what a change touched');
      return null;
    }
  }
}
