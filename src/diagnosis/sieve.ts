import { folded, needlesOf } from './needles';

function needlesOfAny(patterns: readonly RegExp[]): readonly string[] | null {
  const each = patterns.map((pattern) => needlesOf(pattern));
  return each.includes(null) ? null : [...new Set(each.flatMap((needles) => needles ?? []))];
}

/** Folded characters below this have a column of their own where a needle holds them; all others share one. */
const TABLE = 0x10000;

/** Characters that are looked at in one go: a loop over numbers is three times as fast as one over a part of a string. */
const PIECE = 1 << 16;
const codes = new Uint16Array(PIECE);
const piece = Buffer.from(codes.buffer);

/** Characters that count as another: those below 128, and blanks. */
const FOLDED = Array.from({ length: TABLE }, (_, code): [number, number] => [code, folded(code)]).filter(
  ([code, like]) => code < 128 || code !== like,
);

/** Several in place of one are told apart no further. */
type Patterns = readonly (RegExp | readonly RegExp[])[];

/** Aho and Corasick's automaton over the needles of patterns. */
class Automaton {
  private readonly columns = new Uint8Array(TABLE);
  private readonly words: number;
  private readonly always: Uint32Array;
  /** Next state by state and column; a state is its row's start, all bits turned where its needles speak. */
  private readonly next: Int32Array;
  /** Patterns that a state's needles speak for, by row; null for most. */
  private readonly speaks: (Uint32Array | null)[] = [];
  private readonly width: number;

  constructor(patterns: Patterns) {
    this.words = Math.ceil(patterns.length / 32);
    this.always = new Uint32Array(this.words);
    const needles = patterns.map((pattern) => (pattern instanceof RegExp ? needlesOf(pattern) : needlesOfAny(pattern)));
    const chars = new Set(needles.flatMap((some) => some ?? []).flatMap((needle) => needle.split('')));
    const known = [...chars].slice(0, 254);
    this.width = known.length + 1;
    const column = new Map(known.map((char, index) => [char.charCodeAt(0), index + 1]));
    for (const [code, like] of FOLDED) this.columns[code] = column.get(like) ?? 0;
    for (const [code, at] of column) if (code > 127) this.columns[code] = at;
    const goto = [new Map<number, number>()];
    for (const [id, some] of needles.entries()) {
      const usable = some?.every((needle) => needle.split('').every((char) => column.has(char.charCodeAt(0)))) === true;
      if (some === null || !usable) this.mark(this.always, id);
      else for (const needle of some) this.add(goto, needle, id);
    }
    this.next = this.link(goto);
  }

  sift(text: string, out: Uint32Array): void {
    out.set(this.always);
    const { columns, next } = this;
    let state = 0;
    for (let from = 0; from < text.length; from += PIECE) {
      const length = Math.min(PIECE, text.length - from);
      piece.write(length === text.length ? text : text.slice(from, from + length), 'utf16le');
      for (let at = 0; at < length; at += 1) {
        state = next[state + (columns[codes[at] ?? 0] ?? 0)] ?? 0;
        if (state >= 0) continue;
        state = ~state;
        this.hear(state, out);
      }
    }
  }

  private hear(state: number, out: Uint32Array): void {
    const found = this.speaks[state / this.width];
    if (found) for (let word = 0; word < out.length; word += 1) out[word] = (out[word] ?? 0) | (found[word] ?? 0);
  }

  private room(): Uint32Array {
    return new Uint32Array(this.words);
  }

  private mark(bits: Uint32Array, id: number): void {
    bits[id >> 5] = (bits[id >> 5] ?? 0) | (1 << (id & 31));
  }

  private add(goto: Map<number, number>[], needle: string, id: number): void {
    let state = 0;
    for (const char of needle.split('')) {
      const column = this.columns[char.charCodeAt(0)] ?? 0;
      const known = goto[state]?.get(column) ?? goto.push(new Map<number, number>()) - 1;
      goto[state]?.set(column, known);
      state = known;
    }
    const bits = this.speaks[state] ?? this.room();
    this.mark(bits, id);
    this.speaks[state] = bits;
  }

  /** Fills in where a state goes on a character that continues none of its needles, nearest states first. */
  private link(goto: readonly ReadonlyMap<number, number>[]): Int32Array {
    const { width } = this;
    const next = new Int32Array(goto.length * width);
    const back = new Uint32Array(goto.length);
    const order = [0];
    // Grows while it is walked.
    for (const state of order) {
      const row = state * width;
      if (state > 0) next.copyWithin(row, (back[state] ?? 0) * width, ((back[state] ?? 0) + 1) * width);
      for (const [column, child] of goto[state] ?? []) {
        const elsewhere = next[row + column] ?? 0;
        next[row + column] = child;
        back[child] = elsewhere;
        this.speaks[child] = this.union(this.speaks[child], this.speaks[elsewhere]);
        order.push(child);
      }
    }
    return next.map((state) => (this.speaks[state] ? ~(state * width) : state * width));
  }

  private union(one: Uint32Array | null | undefined, other: Uint32Array | null | undefined): Uint32Array | null {
    if (!one || !other) return one ?? other ?? null;
    return one.map((bits, word) => bits | (other[word] ?? 0));
  }
}

/**
 * Tells in one pass over a text which of many patterns may match it. The automaton is made for the first text: all of them
 * together take 0.3 s, and a process that reads no logs makes but the smallest.
 */
export class Sieve {
  private automaton: Automaton | null = null;

  constructor(private readonly patterns: Patterns) {}

  /** Bits of the patterns that may match `text`, written into `out`, 32 to an element; others surely do not match. */
  sift(text: string, out: Uint32Array): void {
    this.automaton ??= new Automaton(this.patterns);
    this.automaton.sift(text, out);
  }

  /** An array for `sift`. */
  room(): Uint32Array {
    return new Uint32Array(Math.ceil(this.patterns.length / 32));
  }
}

/** True when `sift` left pattern `id` in. */
export function mayMatch(sifted: Uint32Array, id: number): boolean {
  return ((sifted[id >> 5] ?? 0) & (1 << (id & 31))) !== 0;
}

/** The patterns that `sift` left in, in order. */
export function* left(sifted: Uint32Array): Generator<number> {
  for (const [word, bits] of sifted.entries()) {
    for (let rest = bits; rest !== 0; rest &= rest - 1) yield word * 32 + 31 - Math.clz32(rest & -rest);
  }
}
