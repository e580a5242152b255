import { Writable } from 'node:stream';
import { QueryFailedError } from 'typeorm';
import type { Logger as Pino } from 'pino';
import { AppError, CommonErrors } from '../errors';
import { withContext } from '../request-context';
import { createLogger, NestLogger } from './logger';

/** Looks like a token, so it must go wherever it stands. */
const SHAPED = `ghp_${'CANARY'.repeat(6)}`;
/** Looks like nothing, so only its place betrays it. */
const SHAPELESS = 'CANARY-hunter2';

function capture(): { pino: Pino; nest: NestLogger; text: () => string; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString('utf8'));
      done();
    },
  });
  const pino = createLogger({ level: 'trace', format: 'json' }, sink);
  return {
    pino,
    nest: new NestLogger(pino),
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** As TypeORM throws it: with the statement's values on itself. */
function queryError(): Error {
  const driver = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    detail: `Key (secret)=(${SHAPELESS}) already exists.`,
  });
  return new QueryFailedError(`insert into users values ('${SHAPELESS}')`, [SHAPELESS], driver);
}

function withOwnFields(): Error {
  return Object.assign(new Error('request failed'), { response: { data: SHAPELESS }, config: { headers: SHAPELESS } });
}

const ERRORS: [string, () => Error][] = [
  ['a TypeORM error with its parameters', queryError],
  ['an HTTP error with request and response on it', withOwnFields],
  ['an error with a token in its message', () => new Error(`bad token ${SHAPED}`)],
  ['an error caused by one of those', () => new Error('outer', { cause: queryError() })],
  [
    'a cause three deep',
    () => new Error('1', { cause: new Error('2', { cause: new Error('3', { cause: queryError() }) }) }),
  ],
  ['a cause that is no error', () => new Error('outer', { cause: { password: SHAPELESS } })],
  ['several errors in one', () => new AggregateError([queryError(), new Error(SHAPED)], 'all failed')],
  ['an error of ours around one', () => new AppError(CommonErrors.internal, { cause: queryError() })],
];

describe.each(ERRORS)('%s', (_, make) => {
  test.each<[string, (log: ReturnType<typeof capture>, error: Error) => void]>([
    [
      'as the value `error`',
      ({ nest }, error) => {
        nest.warn({ error }, 'static', 'Feature');
      },
    ],
    [
      'under any other key',
      ({ nest }, error) => {
        nest.warn({ reason: error }, 'static', 'Feature');
      },
    ],
    [
      'nested in values',
      ({ nest }, error) => {
        nest.warn({ job: { last: { error } } }, 'static', 'Feature');
      },
    ],
    [
      'in a list',
      ({ nest }, error) => {
        nest.warn({ errors: [error] }, 'static', 'Feature');
      },
    ],
    [
      'as the message',
      ({ nest }, error) => {
        nest.error(error, 'Feature');
      },
    ],
    [
      'after the message',
      ({ nest }, error) => {
        nest.error('static', error, 'Feature');
      },
    ],
    [
      'given to pino itself',
      ({ pino }, error) => {
        pino.error(error);
      },
    ],
    [
      'given to pino as `err` without a message',
      ({ pino }, error) => {
        pino.error({ err: error });
      },
    ],
    [
      'given to pino with a message',
      ({ pino }, error) => {
        pino.error(error, 'static');
      },
    ],
  ])('shows nothing secret %s', (__, write) => {
    const log = capture();

    write(log, make());

    expect(log.lines()).toHaveLength(1);
    expect(log.text()).not.toContain('CANARY');
  });
});

test('an error keeps what helps: its type, message, code, stack and causes', () => {
  const log = capture();

  log.nest.error({ error: new Error('outer', { cause: queryError() }) }, 'failed', 'Feature');

  expect(log.lines()).toMatchObject([
    {
      level: 'error',
      context: 'Feature',
      msg: 'failed',
      error: {
        type: 'Error',
        message: 'outer',
        stack: expect.stringContaining('logger.spec.ts') as string,
        cause: { type: 'QueryFailedError', message: 'duplicate key value', code: '23505' },
      },
    },
  ]);
});

const KEYS = ['password', 'token', 'access_token', 'accessToken', 'authorization', 'client_secret', 'cookie', 'apiKey'];

test.each(KEYS)('the value of a key named %s is never shown, however deep', (key) => {
  const log = capture();

  log.nest.log(
    { [key]: SHAPELESS, deep: { list: [{ [key]: SHAPELESS }] }, [`x_${key}`]: 'kept?' },
    'static',
    'Feature',
  );

  expect(log.text()).not.toContain('CANARY');
});

test.each<[string, (log: ReturnType<typeof capture>) => void]>([
  [
    'in the message',
    ({ nest }) => {
      nest.log(`got ${SHAPED}`, 'Feature');
    },
  ],
  [
    'in a value',
    ({ nest }) => {
      nest.log({ url: `https://x/?t=${SHAPED}` }, 'static', 'Feature');
    },
  ],
  [
    'in a nested list',
    ({ nest }) => {
      nest.log({ a: { b: [{ c: SHAPED }] } }, 'static', 'Feature');
    },
  ],
  [
    'after the message',
    ({ nest }) => {
      nest.warn('static', SHAPED, { x: SHAPED }, 'Feature');
    },
  ],
  [
    'as the context',
    ({ nest }) => {
      nest.warn('static', SHAPED);
    },
  ],
  [
    'as what a placeholder stands for',
    ({ pino }) => {
      pino.info('got %s and %j', SHAPED, { t: SHAPED });
    },
  ],
  [
    'behind a telling word in a placeholder',
    ({ pino }) => {
      pino.info('password=%s', SHAPELESS);
    },
  ],
  [
    'in a URL with credentials',
    ({ nest }) => {
      nest.log({ url: `postgres://me:${SHAPELESS}@host/db` }, 'static', 'F');
    },
  ],
])('a secret %s never reaches the output', (_, write) => {
  const log = capture();

  write(log);

  expect(log.lines()).toHaveLength(1);
  expect(log.text()).not.toContain('CANARY');
});

test('lines carry the request, and in a task the task too', () => {
  const log = capture();

  withContext({ requestId: 'r-1' }, () => {
    log.nest.log('in a request', 'Feature');
  });
  withContext({ requestId: 'r-2', taskId: 't-1', taskKind: 'test.do' }, () => {
    log.nest.log('in a task', 'Feature');
  });
  log.nest.log('in neither', 'Feature');

  expect(log.lines().map(({ request_id, task_id, task }) => [request_id, task_id, task])).toEqual([
    ['r-1', undefined, undefined],
    ['r-2', 't-1', 'test.do'],
    [undefined, undefined, undefined],
  ]);
});

test("Nest's talk about its own start is for its developers", () => {
  const log = capture();

  log.nest.log('Mapped {/health, GET} route', 'RouterExplorer');
  log.nest.log('ready', 'Start');

  expect(log.lines().map(({ level }) => level)).toEqual(['debug', 'info']);
});
