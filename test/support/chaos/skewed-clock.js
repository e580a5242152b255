// `node --require` this with CHAOS_SKEW_MS: a process whose clock is wrong by so much. Timers and performance.now() are not.
const skew = Number(process.env.CHAOS_SKEW_MS);
if (!Number.isFinite(skew)) throw new Error('CHAOS_SKEW_MS is no number');
const TrueDate = Date;
globalThis.Date = class Date extends TrueDate {
  constructor(...given) {
    if (given.length === 0) super(TrueDate.now() + skew);
    else super(...given);
  }
  static now() {
    return TrueDate.now() + skew;
  }
};
