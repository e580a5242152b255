import { completed, rotated } from './secrets';

const until = new Date('2026-11-22T12:00:00.000Z');

describe('the secrets of a hook', () => {
  it('begin with one', () => {
    const none = { current: null, previous: null, previousUntil: null };

    expect(rotated(none, 'new')).toEqual({ current: 'new', previous: null, previousUntil: null });
    expect(completed(none, 'new')).toEqual({ current: 'new', previous: null, previousUntil: null });
  });

  it('keep the old one open-ended when a new one is wished for', () => {
    const settled = { current: 'b', previous: 'a', previousUntil: until };

    expect(rotated(settled, 'c')).toEqual({ current: 'c', previous: 'b', previousUntil: null });
  });

  it('stay as they are while the newest is not confirmed', () => {
    const pending = { current: 'c', previous: 'b', previousUntil: null };

    expect(rotated(pending, 'd')).toEqual(pending);
  });

  it('are not changed by finishing what was begun', () => {
    const settled = { current: 'b', previous: 'a', previousUntil: until };

    expect(completed(settled, 'c')).toEqual(settled);
  });
});
