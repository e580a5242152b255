import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { IsMoment } from './moment';

class Query {
  @IsMoment()
  since: Date;
}

function read(since: unknown): string {
  const query = plainToInstance(Query, { since });
  return validateSync(query).length === 0 ? query.since.toISOString() : 'refused';
}

test.each([
  ['2026-11-22T10:05:00Z', '2026-11-22T10:05:00.000Z'],
  ['2026-11-22T10:05:00.123456Z', '2026-11-22T10:05:00.123Z'],
  ['2026-11-22T10:05:00+02:00', '2026-11-22T08:05:00.000Z'],
  ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
])('%s is a moment', (given, moment) => {
  expect(read(given)).toBe(moment);
});

test.each([
  '2026-02-30T00:00:00Z',
  '2026-11-22T10:05:00',
  '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:59-01:00',
  '-199233-07-11T10:26:20.785Z',
  '+116516-10-20T21:46:35.164Z',
  '2026',
  '1',
  'yesterday',
  '',
  7,
  null,
  ['2026-11-22'],
])('%p is none', (given) => {
  expect(read(given)).toBe('refused');
});
