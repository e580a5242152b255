/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/**
 * Wilson's score interval (95 %) for `hits` of `n`, n > 0; it stays within 0 and 1 and is honest for small n. It reaches to 0 where
 * nothing hit and to 1 where all did, exactly: 0.9999999999999999 would read as "more than 99.9 %".
 */
export function wilson(hits: number, n: number): { readonly low: number; readonly high: number } {
  const rate = hits / n;
  const middle = rate + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return {
    low: hits === 0 ? 0 : Math.max(0, (middle - spread) / scale),
    high: hits === n ? 1 : Math.min(1, (middle + spread) / scale),
  };
}
