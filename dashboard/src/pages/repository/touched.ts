import { useState } from 'react';

/** What of a form was touched and is not saved yet. */
export interface TouchedFields<T extends object> {
  readonly fields: T;
  readonly touch: (change: T) => void;
  /** Forgets those fields, but for what was touched again since: call it on what was sent, once that is saved. */
  readonly settle: () => void;
}

/** Remembers what of a form was touched, and nothing else: others may change the rest meanwhile. */
export function useTouched<T extends object>(): TouchedFields<Partial<T>> {
  const [fields, setFields] = useState<Partial<T>>({});
  return {
    fields,
    touch: (change) => {
      setFields((before) => ({ ...before, ...change }));
    },
    settle: () => {
      setFields((now) => touchedSince(now, fields));
    },
  };
}

/** Of what is touched now, that which is not as it was sent: it was touched again while the answer was awaited. */
export function touchedSince<T extends object>(now: T, sent: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => !(name in sent) || JSON.stringify(value) !== JSON.stringify(sent[name as keyof T]),
    ),
  ) as Partial<T>;
}
