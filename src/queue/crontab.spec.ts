import { parseCronItems } from 'graphile-worker';
import { z } from 'zod';
import { crontabOf } from './crontab';
import { defineTask } from './task';

const nothing = z.object({});

test('the crontab enqueues what has a time, with the tries its definition names, or one', () => {
  const tasks = [
    defineTask('test.nightly', nothing, { cron: '37 2 * * *', maxAttempts: 3 }),
    defineTask('test.minutely', nothing, { cron: '* * * * *' }),
    defineTask('test.wished', nothing, { maxAttempts: 3 }),
  ];

  const items = parseCronItems(crontabOf(tasks));

  expect(items.map(({ identifier, options }) => [identifier, options.maxAttempts, options.backfillPeriod])).toEqual([
    ['test.nightly', 3, 0],
    ['test.minutely', 1, 0],
  ]);
});
