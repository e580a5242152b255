// A worker in a process of its own: `node -r ./test/support/require-ts.js test/support/poisoned-worker.ts <url>`. Says which
// facts it was told together, one JSON line each time, and kills itself in the middle of those that hold `poison`.
import { z } from 'zod';
import { defineFact, type Told } from '../../src/queue/task';
import { OnFacts } from '../../src/queue/task.decorators';
import { startTaskApp } from './task-app';

/** What the worker hears. */
export const whispered = defineFact('test.whispered', z.object({ text: z.string() }));

/** Dies of one fact, as a task that exhausts memory does. */
export class Fragile {
  @OnFacts(whispered, 'fragile')
  listen(told: readonly Told<{ text: string }>[]): Promise<void> {
    const texts = told.map(({ payload }) => payload.text);
    process.stdout.write(`${JSON.stringify({ msg: 'told', texts })}\n`);
    if (texts.includes('poison')) process.kill(process.pid, 'SIGKILL');
    return Promise.resolve();
  }
}

async function main(url: string): Promise<void> {
  const app = await startTaskApp(url, [Fragile]);
  await app.runner.start();
}

if (require.main === module) {
  main(process.argv[2] ?? '').catch((error: unknown) => {
    process.stderr.write(String(error));
    process.exit(1);
  });
}
