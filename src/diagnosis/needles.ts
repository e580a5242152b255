import { parseRegExpLiteral, type AST } from '@eslint-community/regexpp';

/** Alternatives that one pattern is looked for by; more say nothing. */
const MAX_NEEDLES = 120;
/** Sets of strings that are followed while they grow together. */
const MAX_EXACT = 24;

/** What is repeated this often is spelled out. */
const MAX_TIMES = 8;

/** One character as needles see it: no case, every digit `0`, every blank a space. */
export function folded(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  if (code >= 48 && code <= 57) return 48;
  if (code <= 32 || code === 0xa0 || code === 0xfeff || code === 0x1680 || code === 0x3000) return 32;
  return (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f
    ? 32
    : code;
}

/** What is known of a piece of a pattern. */
interface Known {
  /** All texts it can match, folded; null when they are too many. */
  readonly exact: readonly string[] | null;
  /** One of these is in each of its matches; null when nothing is sure. */
  readonly needles: readonly string[] | null;
}

const UNKNOWN: Known = { exact: null, needles: null };
const EMPTY: Known = { exact: [''], needles: null };

/** A long needle is rare; a blank or a digit is in most lines. */
function worth(needles: readonly string[]): number {
  const weights = needles.map((needle) => needle.length - 0.6 * needle.replace(/[^ 0]/g, '').length);
  return Math.min(6, ...weights) - needles.length / 40;
}

function better(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  const usable = [one, other].filter((needles) => needles !== null && !needles.includes('')) as (readonly string[])[];
  return usable.sort((a, b) => worth(b) - worth(a))[0] ?? null;
}

/** True for a mark such as `✖`: no other character is the same without its case. */
function isCaseless(code: number): boolean {
  const char = String.fromCharCode(code);
  return char.toLowerCase() === char && char.toUpperCase() === char;
}

function ofCode(code: number, ignoreCase: boolean): Known {
  // Case folding beyond ASCII has surprises.
  if (code > 0xffff || (ignoreCase && code > 127 && !isCaseless(code))) return UNKNOWN;
  return { exact: [String.fromCharCode(folded(code))], needles: null };
}

function ofClass(node: AST.CharacterClass, ignoreCase: boolean): Known {
  if (node.negate) return UNKNOWN;
  const all = new Set<string>();
  for (const element of node.elements) {
    let known = UNKNOWN;
    if (element.type === 'Character') known = ofCode(element.value, ignoreCase);
    else if (element.type === 'CharacterSet') known = ofSet(element);
    else if (element.type === 'CharacterClassRange' && element.max.value - element.min.value < 10) {
      const codes = Array.from(
        { length: element.max.value - element.min.value + 1 },
        (_, at) => element.min.value + at,
      );
      const each = codes.map((code) => ofCode(code, ignoreCase).exact);
      known = each.includes(null) ? UNKNOWN : { exact: each.flatMap((exact) => exact ?? []), needles: null };
    }
    if (known.exact === null) return UNKNOWN;
    for (const text of known.exact) all.add(text);
  }
  return all.size > 8 ? UNKNOWN : { exact: [...all], needles: null };
}

function ofSet(node: AST.CharacterSet): Known {
  if (node.kind === 'digit' && !node.negate) return { exact: ['0'], needles: null };
  if (node.kind === 'space' && !node.negate) return { exact: [' '], needles: null };
  return UNKNOWN;
}

function ofAlternatives(alternatives: readonly AST.Alternative[], ignoreCase: boolean): Known {
  const each = alternatives.map((alternative) => ofSequence(alternative.elements, ignoreCase));
  const exact = each.flatMap((known) => known.exact ?? []);
  if (each.every((known) => known.exact !== null) && exact.length <= MAX_EXACT)
    return { exact: [...new Set(exact)], needles: null };
  const sure = each.map((known) => better(known.exact, known.needles));
  const needles = [...new Set(sure.flatMap((some) => some ?? []))];
  return { exact: null, needles: sure.includes(null) || needles.length > MAX_NEEDLES ? null : needles };
}

function ofElement(node: AST.Element, ignoreCase: boolean): Known {
  switch (node.type) {
    case 'Character':
      return ofCode(node.value, ignoreCase);
    case 'CharacterClass':
      return ofClass(node, ignoreCase);
    case 'CharacterSet':
      return ofSet(node);
    case 'Assertion':
      return EMPTY;
    case 'Group':
      return node.modifiers === null ? ofAlternatives(node.alternatives, ignoreCase) : UNKNOWN;
    case 'CapturingGroup':
      return ofAlternatives(node.alternatives, ignoreCase);
    default:
      return UNKNOWN;
  }
}

function ofSequence(elements: readonly AST.Element[], ignoreCase: boolean): Known {
  let run: readonly string[] = [''];
  let best: readonly string[] | null = null;
  let cuts = 0;
  const cut = (next: readonly string[]): void => {
    best = better(best, run);
    run = next;
    cuts += 1;
  };
  for (const element of elements) {
    const repeated = element.type === 'Quantifier';
    if (repeated && element.min === 0) {
      const optional = element.max === 1 ? ofElement(element.element, ignoreCase).exact : null;
      if (optional !== null && run.length * (optional.length + 1) <= MAX_EXACT)
        run = [...new Set(run.flatMap((start) => [start, ...optional.map((end) => start + end)]))];
      else cut(['']);
      continue;
    }
    const known = ofElement(repeated ? element.element : element, ignoreCase);
    best = better(best, known.needles);
    const { exact } = known;
    if (exact === null) {
      cut(['']);
      continue;
    }
    const times = repeated ? Math.min(element.min, MAX_TIMES) : 1;
    for (let time = 0; time < times; time += 1) {
      if (run.length * exact.length > MAX_EXACT) cut(['']);
      run = run.flatMap((start) => exact.map((end) => start + end));
    }
    // What is repeated ends as it began.
    if (repeated && element.max > times) cut(exact);
  }
  return { exact: cuts === 0 ? run : null, needles: better(best, run) };
}

const found = new WeakMap<RegExp, { readonly needles: readonly string[] | null }>();

/**
 * Texts of which at least one, folded, is in every folded text that the pattern matches; null when none is sure. Sound
 * for any pattern: what is not understood counts as anything.
 */
export function needlesOf(pattern: RegExp): readonly string[] | null {
  if (pattern.unicode || pattern.flags.includes('v')) return null;
  const known = found.get(pattern) ?? { needles: searched(pattern) };
  found.set(pattern, known);
  return known.needles;
}

function searched(pattern: RegExp): readonly string[] | null {
  const { alternatives } = parseRegExpLiteral(pattern).pattern;
  const known = ofAlternatives(alternatives, pattern.ignoreCase);
  return better(known.exact, known.needles);
}
