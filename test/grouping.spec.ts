import { causes, Dice, group, replay } from '../bench/support/replayed-history';

describe('replayed histories', () => {
  it.each([1, 2])('are grouped with a precision of 0.99 and 90 %% fewer incidents than failed runs (%i)', (seed) => {
    const { precision, recall, reduction } = group(replay(causes(), new Dice(seed), 100, 8));

    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(reduction).toBeGreaterThanOrEqual(0.9);
  });
});
