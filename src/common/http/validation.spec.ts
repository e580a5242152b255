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
