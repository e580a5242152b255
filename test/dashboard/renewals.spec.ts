import { InfiniteQueryObserver, QueryClient, QueryObserver, type InfiniteData } from '@tanstack/react-query';
import { Renewals } from '../../dashboard/src/app/renewals';

let client: QueryClient;
let renewals: Renewals;
/** Requests on their way, oldest first: each is answered by its call. */
let open: (() => void)[];
/** What was asked for, in order. */
let asked: string[];
let unsubscribe: readonly (() => void)[];

const ask = (what: string): Promise<string> => {
  asked.push(what);
  return new Promise((resolve) => {
    open.push(() => {
      resolve(what);
    });
  });
};
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

async function answer(): Promise<void> {
  open.shift()?.();
  await pass(0);
}

beforeEach(async () => {
  jest.useFakeTimers();
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  renewals = new Renewals(client);
  [open, asked] = [[], []];
  const shown = ['runs', 'analytics'].map(
    (key) => new QueryObserver(client, { queryKey: [key, 'shown'], queryFn: () => ask(key) }),
  );
  unsubscribe = shown.map((observer) => observer.subscribe(() => undefined));
  await answer();
  await answer();
  asked = [];
});
afterEach(() => {
  for (const each of unsubscribe) each();
  client.clear();
  jest.useRealTimers();
});

test('events of one moment make one renewal, and figures wait longer', async () => {
  renewals.renew(['runs', 'analytics']);
  renewals.renew(['runs']);
  await pass(250);
  const soon = [...asked];
  await answer();
  await pass(4_750);

  expect([soon, asked]).toEqual([['runs'], ['runs', 'analytics']]);
});

test('an event cuts no renewal off; what it may have overtaken is asked for once more', async () => {
  renewals.renew(['runs']);
  await pass(250);
  renewals.renew(['runs']);
  await pass(2_000);
  renewals.renew(['runs']);
  const meanwhile = asked.length;
  await answer();
  await pass(250);
  const after = asked.length;
  await answer();
  await pass(2_000);

  expect([meanwhile, after, asked.length]).toEqual([1, 2, 2]);
});

test('an answer that was on its way before the event is not taken for a renewal', async () => {
  void client.refetchQueries({ queryKey: ['runs'] });
  renewals.renew(['runs']);
  await pass(250);
  const before = asked.length;
  await answer();
  await pass(250);
  await answer();
  await pass(2_000);

  expect([before, asked.length]).toEqual([1, 2]);
});

/** A list of which one page is shown. */
async function listOfPages(): Promise<InfiniteQueryObserver<string, Error, InfiniteData<string>, string[], number>> {
  const list = new InfiniteQueryObserver<string, Error, InfiniteData<string>, string[], number>(client, {
    queryKey: ['incidents', 'pages'],
    initialPageParam: 1,
    queryFn: ({ pageParam }) => ask(`page ${pageParam}`),
    getNextPageParam: (_page, _pages, last) => last + 1,
  });
  unsubscribe = [...unsubscribe, list.subscribe(() => undefined)];
  await answer();
  asked = [];
  return list;
}

test('an event does not cut "Show more" off', async () => {
  const list = await listOfPages();
  void list.fetchNextPage();
  renewals.renew(['incidents']);
  await pass(250);
  await answer();
  const shown = list.getCurrentResult().data?.pages;
  await pass(250);

  expect([shown, asked]).toEqual([
    ['page 1', 'page 2'],
    ['page 2', 'page 1'],
  ]);
});

test('a renewal whose place "Show more" took comes after it', async () => {
  const list = await listOfPages();
  renewals.renew(['incidents']);
  await pass(250);
  void list.fetchNextPage();
  // What was given up for it, then its own.
  await answer();
  await answer();
  const shown = list.getCurrentResult().data?.pages;
  await pass(250);
  await answer();
  await answer();
  await pass(2_000);

  expect(shown).toEqual(['page 1', 'page 2']);
  expect(asked).toEqual(['page 1', 'page 2', 'page 1', 'page 2']);
});

test('a request that is never answered stops its key for half a minute, then is asked anew itself', async () => {
  renewals.renew(['runs']);
  await pass(250);
  const other = new QueryObserver(client, { queryKey: ['runs', 'other'], queryFn: () => ask('other run') });
  unsubscribe = [...unsubscribe, other.subscribe(() => undefined)];
  open.reverse();
  await answer();
  await pass(29_999);
  const before = [...asked];
  await pass(251);

  expect([before, asked]).toEqual([
    ['runs', 'other run'],
    ['runs', 'other run', 'runs', 'other run'],
  ]);
});

test('a first request that is never answered is asked anew, too', async () => {
  const first = new QueryObserver(client, { queryKey: ['incidents', 'first'], queryFn: () => ask('first') });
  unsubscribe = [...unsubscribe, first.subscribe(() => undefined)];
  renewals.renew(['incidents']);
  await pass(250 + 30_000 + 250);
  open.shift();
  await answer();

  expect([asked, first.getCurrentResult().data]).toEqual([['first', 'first'], 'first']);
});

test('"Show more" and a try the server put off are not cut off by a renewal that got no answer', async () => {
  const list = await listOfPages();
  let tries = 0;
  const refused = new QueryObserver(client, {
    queryKey: ['incidents', 'refused'],
    queryFn: () => {
      tries += 1;
      return tries === 2 ? Promise.reject(new Error('not now')) : ask('refused');
    },
    retry: 1,
    retryDelay: 40_000,
  });
  unsubscribe = [...unsubscribe, refused.subscribe(() => undefined)];
  await answer();
  asked = [];
  renewals.renew(['incidents']);
  await pass(250);
  void list.fetchNextPage();
  await pass(30_250);

  expect(asked).toEqual(['page 1', 'page 2']);
  expect(tries).toBe(2);
});

test('nothing is asked for after the end', async () => {
  renewals.renew(['runs']);
  renewals.stop();
  await pass(1_000);

  expect(asked).toEqual([]);
});

test.each([
  ['answered', 0],
  ['never answered', 31_000],
])('nothing is asked for after an end that comes while a renewal runs which is %s', async (_how, afterMs) => {
  void client.refetchQueries({ queryKey: ['runs'] });
  renewals.renew(['runs']);
  await pass(250);
  renewals.stop();
  if (afterMs === 0) await answer();
  await pass(afterMs + 1_000);

  expect(asked).toEqual(['runs']);
});
