import { childRunId, decides, pipelineIdsOf } from './children';

const at = (second: number): Date => new Date(second * 1000);

describe('a child pipeline', () => {
  it('has an id that names its parent', () => {
    expect(pipelineIdsOf(childRunId('51001', '51002'))).toEqual({ pipeline: 51002, parent: 51001 });
    expect(pipelineIdsOf('51001')).toEqual({ pipeline: 51001, parent: null });
  });

  it.each(['', '1/', '/1', '1/2/3', '1/../2', 'a/1'])('has no such id: "%s"', (id) => {
    expect(() => pipelineIdsOf(id)).toThrow(expect.objectContaining({ kind: 'not-found' }) as Error);
  });

  it.each([
    ['whose job runs as long as it', null, null, true],
    ['whose job ended with it', at(20), at(20), true],
    ['whose job ended after it', at(21), at(20), true],
    ['whose job had ended before it did', at(1), at(20), false],
    ['whose job has ended while it runs', at(1), null, false],
  ])('%s', (_what, bridge, child, expected) => {
    expect(decides({ status: 'success', finished_at: bridge }, { finished_at: child })).toBe(expected);
  });
});
