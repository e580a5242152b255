import type { AppError } from '../errors';
import { InputValidationPipe } from './validation';

const pipe = new InputValidationPipe();

/** The status and the first pointer of the answer to a value. */
async function answerTo(value: unknown, type: 'body' | 'query' | 'param'): Promise<unknown> {
  try {
    return await pipe.transform(value, { type });
  } catch (error) {
    const { status, errors } = error as AppError;
    return [status, errors[0]?.pointer];
  }
}

test.each([
  ['body', { name: 'a\0b' }, [422, '/name']],
  ['query', { search: '\ud800' }, [422, 'query/search']],
  ['param', 'a\0b', [404, undefined]],
  ['param', '\udfff', [404, undefined]],
  ['param', 'ok', 'ok'],
] as const)('what PostgreSQL cannot hold in a %s', async (type, value, answer) => {
  expect(await answerTo(value, type)).toEqual(answer);
});

const fields = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

test.each([
  ['the body itself', fields(1_001), [422, '']],
  ['an object in it', { in: [{}, fields(1_001)] }, [422, '/in/1']],
])('%s may not have more than a thousand fields', async (_, value, answer) => {
  expect(await answerTo(value, 'body')).toEqual(answer);
});

test('a thousand fields, and an array of any length, are left to who knows the DTO', async () => {
  const value = { ...fields(999), list: Array.from({ length: 5_000 }, (_, at) => at) };

  expect(await answerTo(value, 'body')).toEqual(value);
});
