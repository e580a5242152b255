import { wilson } from '../../common/wilson';
import type { FormulaId } from './formulas';

/** The instants a figure is about: from `since`, before `until`. */
export interface Span {
  readonly since: string;
  readonly until: string;
}

/** What was left out of a figure, and how much. */
export interface Excluded {
  readonly what: string;
  readonly n: number;
}

/** A number that says where it comes from. */
export interface Figure {
  /** Null: nothing was observed. */
  readonly value: number | null;
  /** What it rests on: the denominator of a rate, the observations of a mean. */
  readonly n: number;
  readonly formula: FormulaId;
  readonly window: Span;
  readonly excluded: readonly Excluded[];
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Path of the list that holds what was counted; null where there is none. */
  readonly rows: string | null;
}

/** What all figures of one answer have in common. */
export interface Frame {
  readonly window: Span;
  readonly rows: string | null;
}

const none = (excluded: readonly Excluded[]): readonly Excluded[] => excluded.filter(({ n }) => n > 0);

/** A number counted or measured over `n` observations; null over none. */
export function measured(
  formula: FormulaId,
  value: number | null,
  n: number,
  frame: Frame,
  excluded: readonly Excluded[] = [],
): Figure {
  return { value: n === 0 ? null : value, n, formula, ...frame, excluded: none(excluded), interval: null };
}

/** A count: zero is an observation too. */
export function counted(formula: FormulaId, value: number, frame: Frame): Figure {
  return { value, n: value, formula, ...frame, excluded: [], interval: null };
}

/** A share with its interval; null of nothing. */
export function rate(
  formula: FormulaId,
  hits: number,
  n: number,
  frame: Frame,
  excluded: readonly Excluded[] = [],
): Figure {
  return {
    ...measured(formula, hits / n, n, frame, excluded),
    interval: n === 0 ? null : wilson(hits, n),
  };
}

/** Decided runs under which a health would be a guess. */
export const MIN_DECIDED = 10;

/** How reliable a default branch is, from 0 to 1: the cautious end of its success rate, less for changing its mind. */
export function health(
  sums: { readonly success: number; readonly failure: number; readonly flips: number; readonly linked: number },
  frame: Frame,
): Figure {
  const n = sums.success + sums.failure;
  const flips = sums.linked === 0 ? 0 : sums.flips / sums.linked;
  const value = n < MIN_DECIDED ? null : wilson(sums.success, n).low * (1 - flips);
  return { value, n, formula: 'repositories.health', ...frame, excluded: [], interval: null };
}
