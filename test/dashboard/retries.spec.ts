import { ApiError, OfflineError, problemOf } from '../../dashboard/src/api/problem';
import { isTriedAgain, untilNextTry } from '../../dashboard/src/app/retries';

function refusal(status: number, retryAfter?: string): ApiError {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return new ApiError(status, problemOf(null, new Response(null, { status, headers })));
}

test.each<[string, Error, boolean]>([
  ['no answer', new OfflineError(), true],
  ['a server that is away', refusal(503), true],
  ['too many requests, for a moment', refusal(429, '7'), true],
  ['too many requests, for longer than anybody waits', refusal(429, '55'), false],
  ['a refusal', refusal(403), false],
  ['a fault of the page', new Error('undefined is not a function'), false],
])('after %s the page asks once more: %s', (_, error, wanted) => {
  expect([isTriedAgain(0, error), isTriedAgain(1, error), isTriedAgain(2, error)]).toEqual([wanted, wanted, false]);
});

test.each<[string, Error, number[]]>([
  ['is not told when to come back', refusal(503), [1_000, 2_000]],
  ['is told when to come back', refusal(429, '7'), [7_000, 7_000]],
  ['is told to come back at once', refusal(429, '0'), [1_000, 2_000]],
  ['gets no answer', new OfflineError(), [1_000, 2_000]],
])('a page that %s waits so long', (_, error, wanted) => {
  expect([untilNextTry(0, error), untilNextTry(1, error)]).toEqual(wanted);
});
