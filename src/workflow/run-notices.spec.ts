import type { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import type { ForgeClient } from '../forge/forge';
import type { ForgeRun } from '../forge/forge.types';
import type { ForgeReader } from './forge-reader';
import { RunNotices } from './run-notices';
import type { WorkflowRunStore } from './workflow-run.store';
import type { ToldEvent } from './workflow.service';

const REPOSITORY = { externalId: '7', path: 'acme/app' };

function runOf(externalId: string, attempt: number, conclusion: ForgeRun['conclusion'] = 'failure'): ForgeRun {
  const run: Partial<ForgeRun> = { externalId, attempt, status: 'completed', conclusion };
  return run as ForgeRun;
}

function told(externalId: string, isWhole: boolean, conclusion: ForgeRun['conclusion'] = 'success'): ToldEvent {
  const event = { type: 'run', repository: REPOSITORY, run: runOf(externalId, 1, conclusion), isWhole } as const;
  return { owner: { connectionId: 'c', userId: 'u' }, event, requestId: undefined };
}

/** A forge that says what `runs` has of a run and counts how often it is asked. */
function noticesOver(runs: Readonly<Record<string, readonly ForgeRun[] | ForgeError>>, ended: readonly number[] = []) {
  const asked: string[] = [];
  const client: Pick<ForgeClient, 'getRun'> = {
    getRun: (_repository, id, attempt) => {
      asked.push(`${id}${attempt === undefined ? '' : ` ${attempt}`}`);
      const all = runs[id] ?? [];
      if (all instanceof ForgeError) return Promise.reject(all);
      const run = attempt === undefined ? all.at(-1) : all[attempt - 1];
      return run ? Promise.resolve(run) : Promise.reject(new ForgeError('gitlab', 'not-found', {}));
    },
  };
  const reader: Pick<ForgeReader, 'ask' | 'unlessForGood'> = {
    ask: (_id, work) => work(client as ForgeClient, { repository: REPOSITORY } as never),
    unlessForGood: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof ForgeError && error.kind === 'unavailable') throw error;
        return null;
      }
    },
  };
  const store: Pick<WorkflowRunStore, 'endedAttempts'> = { endedAttempts: () => Promise.resolve(new Set(ended)) };
  const db = { read: null } as unknown as Database;
  return { asked, notices: new RunNotices(db, reader as ForgeReader, store as WorkflowRunStore) };
}

const shown = (events: readonly ToldEvent[]): string[] =>
  events.map(({ event }) =>
    event.type === 'run'
      ? `${event.run.externalId} ${event.run.attempt} ${event.run.conclusion ?? '-'} ${String(event.isWhole)}`
      : event.type,
  );

describe('news of a run', () => {
  it('is read once, however often it is told, and what is told whole is believed', async () => {
    const { notices, asked } = noticesOver({ '1': [runOf('1', 1)] });

    const events = await notices.read([told('1', false), told('2', true), told('1', false)]);

    expect(shown(events)).toEqual(['1 1 failure true', '2 1 success true']);
    expect(asked).toEqual(['1']);
  });

  it('brings along the attempts before whose end nobody told', async () => {
    const all = [runOf('1', 1), runOf('1', 2), runOf('1', 3, 'success')];
    const { notices, asked } = noticesOver({ '1': all }, [1]);

    const events = await notices.read([told('1', false)]);

    expect(shown(events)).toEqual(['1 2 failure true', '1 3 success true']);
    expect(asked).toEqual(['1', '1 2']);
  });

  it('is none of what is a part of another run', async () => {
    const { notices } = noticesOver({ '1/2': new ForgeError('gitlab', 'gone', {}) });

    expect(await notices.read([told('1/2', false)])).toEqual([]);
  });

  it('is believed as told where the forge may not be asked, and waits where it cannot answer now', async () => {
    const refused = noticesOver({ '1': new ForgeError('gitlab', 'forbidden', {}) });
    const down = noticesOver({ '1': new ForgeError('gitlab', 'unavailable', {}) });

    expect(shown(await refused.notices.read([told('1', false)]))).toEqual(['1 1 success true']);
    await expect(down.notices.read([told('1', false)])).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is all believed where the forge may not be asked, which is asked once', async () => {
    const { notices, asked } = noticesOver({ '1': new ForgeError('gitlab', 'unauthorized', {}) });

    const events = await notices.read([told('1', false, null), told('1', false, 'failure')]);

    expect(shown(events)).toEqual(['1 1 - true', '1 1 failure true']);
    expect(asked).toEqual(['1']);
  });
});
