// A worker in a process of its own: `node -r ./test/support/require-ts.js test/support/blocking-worker.ts <url> <mode>`.
// Mode `block` says which task it took and never ends it; mode `work` does it. One JSON line for each thing it says.
import { z } from 'zod';
import { defineTask, type TaskContext } from '../../src/queue/task';
import { HandleTask } from '../../src/queue/task.decorators';
import { startTaskApp } from './task-app';

const hold = defineTask('test.hold', z.object({ name: z.string() }));
const [url = '', mode] = process.argv.slice(2);

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

class Handlers {
  @HandleTask(hold)
  async handle({ name }: { name: string }, context: TaskContext): Promise<void> {
    say({ msg: 'took', name, attempt: context.attempt });
    if (mode === 'block') await new Promise(() => undefined);
    say({ msg: 'did', name });
  }
}

async function main(): Promise<void> {
  const app = await startTaskApp(url, [Handlers]);
  await app.runner.start();
  say({ msg: 'ready' });
}

main().catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exit(1);
});
