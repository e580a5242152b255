import type { DiscoveryService } from '@nestjs/core';
import { z } from 'zod';
import { HandleTask, OnFact, OnTaskDeath } from './task.decorators';
import { TaskRegistry } from './task.registry';
import { defineFact, defineTask, type FactDefinition, type TaskDefinition } from './task';

const anything = z.object({});

/** A registry that has looked at these providers while these things were declared. */
function collected(
  declared: { tasks?: TaskDefinition<object>[]; facts?: FactDefinition<object>[] },
  ...instances: unknown[]
): TaskRegistry {
  const found = instances.map((instance) => ({ instance }));
  const registry = new TaskRegistry({ getProviders: () => found } as unknown as DiscoveryService);
  registry.collect({
    tasks: declared.tasks ?? [],
    facts: declared.facts ?? [],
  });
  return registry;
}

test('finds handlers, subscribers and death watchers of providers and binds them', () => {
  const task = defineTask('test.do', anything);
  const fact = defineFact('test.done', anything);
  class Handlers {
    name = 'bound';
    @HandleTask(task)
    handle(): Promise<string> {
      return Promise.resolve(this.name);
    }
    @OnTaskDeath(task)
    died(): Promise<void> {
      return Promise.resolve();
    }
    @OnFact(fact, 'one')
    told(): Promise<string> {
      return Promise.resolve(this.name);
    }
  }
  class Others {
    @OnFact(fact, 'two')
    told(): Promise<void> {
      return Promise.resolve();
    }
  }

  // Discovery also yields values and factories without an instance.
  const registry = collected(
    { tasks: [task], facts: [fact] },
    ...[new Handlers(), new Others(), undefined, null, 'text', Object.create(null)],
  );

  expect(registry.all().map(({ definition }) => definition.kind)).toEqual([
    'test.do',
    'fact:test.done:one',
    'fact:test.done:two',
  ]);
  expect(registry.subscribersOf('test.done')).toEqual(['one', 'two']);
  expect(registry.find('test.do')?.onDeath).toBeInstanceOf(Function);
  expect(registry.find('fact:test.done:one')?.onDeath).toBeNull();
  expect(registry.find('test.never')).toBeUndefined();
});

test('a task with two handlers is refused', () => {
  const task = defineTask('test.twice', anything);
  class First {
    @HandleTask(task)
    handle(): Promise<void> {
      return Promise.resolve();
    }
  }
  class Second extends First {
    @HandleTask(task)
    override handle(): Promise<void> {
      return Promise.resolve();
    }
  }

  const collect = (): unknown => collected({}, new First(), new Second());

  expect(collect).toThrow('two handlers for the task test.twice');
});

test('one feature that subscribes twice to a fact is refused', () => {
  const fact = defineFact('test.happened', anything);
  class Twice {
    @OnFact(fact, 'incident')
    one(): Promise<void> {
      return Promise.resolve();
    }
    @OnFact(fact, 'incident')
    two(): Promise<void> {
      return Promise.resolve();
    }
  }

  const collect = (): unknown => collected({}, new Twice());

  expect(collect).toThrow('two handlers for the task fact:test.happened:incident');
});

test('tasks without a handler and facts nobody hears are named, all at once', () => {
  const tasks = [defineTask('test.lonely', anything), defineTask('test.alone', anything)];
  const facts = [defineFact('test.unheard', anything)];

  const collect = (): unknown => collected({ tasks, facts });

  expect(collect).toThrow('nothing handles: task test.lonely, task test.alone, fact test.unheard');
});

test('a death watcher of a task that nothing handles is refused', () => {
  const task = defineTask('test.watched', anything);
  class Watcher {
    @OnTaskDeath(task)
    died(): Promise<void> {
      return Promise.resolve();
    }
  }

  const collect = (): unknown => collected({}, new Watcher());

  expect(collect).toThrow('death of the task test.watched is watched, but nothing handles it');
});

test('two death watchers of one task are refused', () => {
  const task = defineTask('test.mourned', anything);
  class Handlers {
    @HandleTask(task)
    handle(): Promise<void> {
      return Promise.resolve();
    }
    @OnTaskDeath(task)
    one(): Promise<void> {
      return Promise.resolve();
    }
    @OnTaskDeath(task)
    two(): Promise<void> {
      return Promise.resolve();
    }
  }

  const collect = (): unknown => collected({}, new Handlers());

  expect(collect).toThrow('two watchers for the death of the task test.mourned');
});

test('refuses a time that the queue cannot read', () => {
  const task = defineTask('test.often', anything, { cron: '3-59/5 * * * *' });
  class Handlers {
    @HandleTask(task)
    handle(): Promise<void> {
      return Promise.resolve();
    }
  }

  expect(() => collected({ tasks: [task] }, new Handlers())).toThrow('nobody can read when the task test.often is due');
});
