import type { LogLine } from '../log/sections';
import { mayMatch, Sieve } from '../sieve';
import type { Detector } from './detector';

/** For some lines, which detectors are worth asking. */
export interface Needed {
  /** False when nothing in the lines can be a finding of the detector at `index`. */
  readonly some: (index: number) => boolean;
  /** The lines that the heads of the detector at `index` may match; for detectors that have heads. */
  readonly lines: (index: number) => readonly LogLine[];
}

const sieves = new WeakMap<readonly Detector[], Sieve>();

function sieveOf(detectors: readonly Detector[]): Sieve {
  const known = sieves.get(detectors) ?? new Sieve(detectors.map(({ heads }) => heads ?? []));
  sieves.set(detectors, known);
  return known;
}

/** Looks over the lines once for the heads of all detectors. */
export function neededFor(detectors: readonly Detector[], lines: readonly LogLine[]): Needed {
  const sieve = sieveOf(detectors);
  const sifted = sieve.room();
  const hits = detectors.map((): LogLine[] => []);
  const headed = [...detectors.keys()].filter((index) => detectors[index]?.heads !== undefined);
  for (const line of lines) {
    sieve.sift(line.text, sifted);
    if (sifted.every((bits) => bits === 0)) continue;
    for (const index of headed) if (mayMatch(sifted, index)) hits[index]?.push(line);
  }
  return {
    some: (index) => detectors[index]?.heads === undefined || (hits[index] ?? []).length > 0,
    lines: (index) => hits[index] ?? [],
  };
}
