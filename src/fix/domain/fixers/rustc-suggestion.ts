import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Edit, Fixer, FixerInput, FixerOutcome, Proposal } from '../fix.types';
import { deleteLines, insertLines, lineOf, linesFrom, quoteOf, replaceAt, spotOf } from '../kit';
import type { RustEdit, RustHelp } from '../rust/rendered';
import { blockOf, helpsOf } from '../rust/rendered';
import { clippyNext, hiddenMut } from '../rust/next-words';
import { withoutUses } from '../rust/unused-imports';
import { widened, within } from '../rust/within';

/** What rustc says where it is sure, or where one name alone is near. */
const TRUSTED: readonly RegExp[] = [
  /similar name|similarly named|maybe you meant|did you mean/i,
  /^consider importing this |^trait `[^`]+` which provides `[^`]+` is implemented but not in scope/,
  /^consider (?:mutably )?borrowing here|^consider removing the borrow|^consider dereferencing|^consider (?:changing this to be mutable|making this binding mutable)/,
  /^(?:remove|try removing) (?:this|these|the|`return`|extra|unnecessary)/,
  /^add `.{1,3}` here|^if this is intentional, prefix it with an underscore|^use `dyn`|^remove `return`/,
  // Printing a value: rustc offers it where each field can be printed, too.
  /^consider annotating `\w+` with `#\[derive\(Debug\)\]`$/,
  /^try using a conversion method(?:: `?\.to_(?:string|owned)\(\)`?)?$/,
  /^you might be missing a (?:type|crate)? ?.*similar/,
];
/** Clippy's rules whose suggestion keeps what the program does. */
const CLIPPY = new Set(
  (
    'assign_op_pattern bool_comparison bool_assert_comparison borrow_deref_ref bytes_nth char_lit_as_u8 chars_next_cmp clone_on_copy ' +
    'comparison_to_empty deref_addrof derivable_impls double_parens explicit_auto_deref explicit_counter_loop extra_unused_lifetimes ' +
    'filter_next get_first implicit_saturating_sub int_plus_one into_iter_on_ref iter_cloned_collect iter_nth_zero len_zero let_and_return ' +
    'let_unit_value manual_map manual_range_contains manual_strip map_clone map_flatten match_like_matches_macro match_ref_pats ' +
    'needless_bool needless_borrow needless_borrowed_reference needless_borrows_for_generic_args needless_late_init needless_lifetimes ' +
    'needless_option_as_deref needless_question_mark needless_return neg_multiply nonminimal_bool op_ref option_as_ref_deref ' +
    'partialeq_to_none precedence print_with_newline println_empty_string ptr_arg question_mark redundant_clone redundant_closure ' +
    'redundant_field_names redundant_guards redundant_pattern redundant_pattern_matching redundant_slicing redundant_static_lifetimes ' +
    'single_char_add_str single_char_pattern single_component_path_imports single_element_loop to_string_in_format_args toplevel_ref_arg ' +
    'unnecessary_cast unnecessary_fold unnecessary_lazy_evaluations unnecessary_map_or unnecessary_mut_passed unnecessary_to_owned ' +
    'unneeded_wildcard_pattern unused_unit unwrap_or_default useless_asref useless_conversion useless_format useless_vec uninlined_format_args ' +
    'while_let_on_iterator writeln_empty_string zero_prefixed_literal bind_instead_of_map cmp_owned manual_unwrap_or manual_is_ascii_check ' +
    'box_default cast_abs_to_unsigned chars_last_cmp collapsible_else_if collapsible_if excessive_precision expect_fun_call explicit_into_iter_loop ' +
    'explicit_iter_loop explicit_write filter_map_identity flat_map_identity identity_op init_numbered_fields inspect_for_each io_other_error ' +
    'is_digit_ascii_radix iter_kv_map iter_next_slice iter_nth iter_skip_next legacy_numeric_constants manual_bits manual_contains ' +
    'manual_div_ceil manual_filter manual_inspect manual_is_multiple_of manual_next_back manual_ok_or manual_pattern_char_comparison ' +
    'manual_range_patterns manual_rem_euclid manual_repeat_n manual_retain manual_saturating_arithmetic manual_slice_fill manual_split_once ' +
    'manual_swap map_collect_result_unit map_identity mem_replace_option_with_none mem_replace_with_default mixed_case_hex_literals ' +
    'needless_bool_assign needless_character_iteration needless_else needless_match needless_splitn obfuscated_if_else or_fun_call owned_cow ' +
    'ptr_eq redundant_as_str redundant_at_rest_pattern redundant_locals search_is_some seek_from_current single_char_push_str ' +
    'sliced_string_as_bytes string_extend_chars string_lit_as_bytes to_digit_is_some unnecessary_first_then_check unnecessary_get_then_check ' +
    'unnecessary_literal_unwrap unnecessary_map_on_constructor unnecessary_min_or_max unnecessary_owned_empty_strings unnecessary_sort_by ' +
    'unused_enumerate_index unused_rounding zero_ptr'
  ).split(' '),
);
const TOOLS = new Set(['rustc', 'clippy', 'cargo']);
const UNUSED = /^unused imports?: (`.+`)$/;

function editsOf(input: FixerInput, edit: RustEdit): readonly Edit[] | null {
  const path = input.pathOf(edit.file);
  const text = path === null ? null : input.files.text(path);
  if (path === null || text === null) return null;
  if (edit.old === null) {
    if (edit.fresh === null) return null;
    // The first import of a file stands apart from its code.
    const below = lineOf(text, edit.line) ?? '';
    const alone = /^use\s/.test(edit.fresh) && /^(?!use\b|mod\b|extern\b|\/\/|#).*\S/.test(below);
    return [insertLines(path, edit.line, alone ? [edit.fresh, ''] : [edit.fresh])];
  }
  const raw = lineOf(text, edit.line);
  if (raw === null) return null;
  if (edit.fresh === null) {
    const gone = widened(raw).trimEnd() === edit.old.trimEnd() ? deleteLines(path, text, edit.line) : null;
    return gone && [gone];
  }
  const own = within(path, edit.line, raw, edit.old, edit.fresh);
  return own ?? (edit.other === undefined ? null : within(path, edit.line, raw, edit.other, edit.fresh));
}

function trusted({ rule, tool }: DiagnosisIssue, { words }: RustHelp): boolean {
  const [, lint] = /^clippy::(\w+)$/.exec(rule ?? '') ?? [];
  if (lint !== undefined || tool === 'clippy') return CLIPPY.has(lint ?? '');
  return TRUSTED.some((pattern) => pattern.test(words));
}

/** Types that have every trait that can be derived but `Copy` and, floats, equality of all values. */
const PLAIN = new Set(
  'pub crate struct enum u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize bool char String Vec Option'.split(' '),
);

/** A trait to derive for a type whose fields are all plain: none of them can lack it. */
function plainDerive(input: FixerInput, { words, edits }: RustHelp): boolean {
  const [, name] =
    /^consider annotating `(\w+)` with `#\[derive\((?:PartialEq|Clone|PartialOrd|PartialEq, PartialOrd|Hash|Eq|PartialEq, Eq)\)\]`$/.exec(
      words,
    ) ?? [];
  const [edit] = edits;
  const path = edit === undefined ? null : input.pathOf(edit.file);
  const text = path === null ? null : input.files.text(path);
  const [, body] =
    new RegExp(`\\b(?:struct|enum) ${name ?? ''}\\s*(\\{[^{}]*\\}|\\([^()]*\\);|;)`).exec(text ?? '') ?? [];
  if (name === undefined || body === undefined) return false;
  const types =
    body
      .replace(/\/\/.*$/gm, '')
      .replace(/\b\w+\s*:/g, ' ')
      .match(/\w+/g) ?? [];
  return types.every((type) => PLAIN.has(type));
}

/** `let mut x`, where nothing changes it: the caret line has the help below it. */
function withoutMut(input: FixerInput, issue: DiagnosisIssue): Edit | null {
  const spot = spotOf(input, issue);
  const at = (spot?.column ?? 0) - 1;
  return spot?.content.startsWith('mut ', at) === true
    ? replaceAt(spot.path, { line: spot.line, column: at + 1 }, 'mut ', '')
    : null;
}

function unusedImport(input: FixerInput, issue: DiagnosisIssue, list: string): Edit | null {
  const spot = spotOf(input, issue);
  const lines = spot?.text.split('\n') ?? [];
  const names = [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const found = spot ? withoutUses(lines, spot.line, names) : null;
  if (spot === null || found === null) return null;
  const { first, last, fresh } = found;
  if (fresh !== null)
    return replaceAt(spot.path, { line: first, column: 1 }, lines.slice(first - 1, last).join('\n'), fresh);
  // The gap between the imports and the code goes with the only import.
  const lonely = lines.slice(0, first - 1).every((line) => line.trim() === '') && lines[last]?.trim() === '';
  return deleteLines(spot.path, spot.text, first, lonely ? last + 1 : last);
}

/**
 * Another name for what is imported has to be written wherever it is used. Null where the right name stands in the file
 * for something else already.
 */
function withUses(
  input: FixerInput,
  { message, file, line }: DiagnosisIssue,
  edits: readonly Edit[],
): readonly Edit[] | null {
  const [, wrong] = /^unresolved import `(?:\w+::)*(\w+)`/.exec(message) ?? [];
  const path = file === null ? null : input.pathOf(file);
  const lines = (path === null ? null : input.files.text(path))?.split('\n') ?? [];
  const own = lines[(line ?? 0) - 1] ?? '';
  const [edit, second] = edits;
  const isLast = wrong !== undefined && !new RegExp(`\\b${wrong}::`).test(own);
  if (
    wrong === undefined ||
    path === null ||
    !isLast ||
    second !== undefined ||
    edit?.kind !== 'replace' ||
    edit.at === null
  )
    return edits;
  const fresh = own.slice(0, edit.at.column - 1) + edit.newText + own.slice(edit.at.column - 1 + edit.oldText.length);
  const before = new Set(own.match(/\w+/g) ?? []);
  const [right, other] = (fresh.match(/\w+/g) ?? []).filter((word) => !before.has(word));
  if (right === undefined || other !== undefined || /\bas\b/.test(own)) return edits;
  const elsewhere = (word: string, index: number, text: string): number[] =>
    index + 1 === line
      ? []
      : [...text.replace(/\/\/.*$/, '').matchAll(new RegExp(`(?<![\\w".])${word}(?![\\w"])`, 'g'))].map(
          (found) => found.index,
        );
  if (lines.some((text, index) => elsewhere(right, index, text).length > 0)) return null;
  const uses = lines.flatMap((text, index) =>
    elsewhere(wrong, index, text).map((at) => replaceAt(path, { line: index + 1, column: at + 1 }, wrong, right)),
  );
  return [...edits, ...uses];
}

/** `return x;` right behind `let x = …;`: clippy would complain of the binding next, which nobody has asked for. */
function bindingNext(input: FixerInput, issue: DiagnosisIssue): boolean {
  const spot = spotOf(input, issue);
  const [, name] = /^\s*return (\w+);?\s*$/.exec(spot?.content ?? '') ?? [];
  if (spot === null || name === undefined) return false;
  const above = spot.text.split('\n').slice(0, spot.line - 1);
  const uses = above.flatMap((line, index) => (new RegExp(`\\b${name}\\b`).test(line) ? [index] : []));
  return new RegExp(`^\\s*let ${name}\\s*=`).test(above[uses.at(-1) ?? -1] ?? '');
}

function editsFor(input: FixerInput, issue: DiagnosisIssue, block: readonly string[]): readonly Edit[] | string {
  const [, unused] = UNUSED.exec(issue.message) ?? [];
  const only = (edit: Edit | null): readonly Edit[] | string => (edit === null ? 'is not where rustc says' : [edit]);
  if (unused !== undefined) return only(unusedImport(input, issue, unused));
  if (issue.rule === 'unused_mut' || issue.message === 'variable does not need to be mutable')
    return only(withoutMut(input, issue));
  const all = helpsOf(block);
  // A trait that has the very method goes before another method whose name is near.
  const traits = all.filter(({ words }) => /^trait `[^`]+` which provides /.test(words));
  const helps = traits.length === 1 ? traits : all;
  const [help] = helps;
  if (help === undefined) return 'has no suggestion';
  if (helps.length > 1) return 'has several suggestions';
  if (!help.certain || !(trusted(issue, help) || plainDerive(input, help)))
    return `has a suggestion that needs a person: ${help.words}`;
  if (issue.rule === 'clippy::needless_return' && bindingNext(input, issue))
    return 'would leave a binding that is returned, which clippy says next';
  const spot = spotOf(input, issue);
  const next = spot && clippyNext(issue.rule ?? '', spot.content, lineOf(spot.text, spot.line + 1) ?? '');
  if (next !== null) return `would leave what clippy calls ${next} next`;
  const parens = issue.rule === 'unused_parens';
  const edits = help.edits.map((each) =>
    editsOf(input, parens && each.fresh !== null ? { ...each, fresh: each.fresh.replace(/\s+\{$/, ' {') } : each),
  );
  const whole = edits.flatMap((each) => each ?? []);
  if (edits.includes(null) || whole.length === 0) return 'is not where rustc says';
  return withUses(input, issue, whole) ?? 'has a name that stands for something else already';
}

const SHORT =
  /: help: (?:if this is intentional, prefix it with an underscore|a (?:local variable|function|method|field|constant|static|struct|enum|trait|type|module|macro|variant|associated function) with a similar name exists|there is a method `\w+` with a similar name): `(\w+)`$/;

/** `--message-format short`: a line for each, with the one word that is meant at its end; null for other logs. */
function shortEdits(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const [line] = linesFrom(input, issue.evidence.job, issue.evidence.firstLine, 1);
  if (line === undefined || !/^\S+\.rs:\d+:\d+: (?:error|warning)(?:\[\w+\])?: /.test(line.text)) return null;
  const spot = spotOf(input, issue);
  const [, unused] = /^unused imports?: (`[^`]+`(?:, `[^`]+`)*)/.exec(issue.message) ?? [];
  const [, fresh] = SHORT.exec(issue.message) ?? [];
  const [, word] = /^(\w+)/.exec(spot?.content.slice((spot.column ?? 1) - 1) ?? '') ?? [];
  const edit =
    unused !== undefined
      ? unusedImport(input, issue, unused)
      : issue.message === 'variable does not need to be mutable'
        ? withoutMut(input, issue)
        : spot !== null && fresh !== undefined && word !== undefined
          ? replaceAt(spot.path, { line: spot.line, column: spot.column ?? 1 }, word, fresh)
          : null;
  if (edit === null)
    return { outcome: 'declined', covers: [issue], why: `${issue.message.slice(0, 120)} has no suggestion` };
  return {
    outcome: 'patch',
    edits: [edit],
    reason: `Do what rustc suggests for ${issue.message.slice(0, 100)}`,
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: 0.9,
    safety: 'safe',
  };
}

/** A place within the standard library that rustc shows beside a finding goes with it. */
function withForeign(input: FixerInput, outcome: FixerOutcome): FixerOutcome {
  if (outcome.outcome !== 'patch') return outcome;
  const foreign = input.issues.filter(({ file, evidence: { firstLine } }) => {
    if (file?.startsWith('/rustc/') !== true) return false;
    const own = input.issues.filter((each) => each.file !== file && each.evidence.firstLine <= firstLine).at(-1);
    return own !== undefined && outcome.covers.includes(own);
  });
  return foreign.length === 0 ? outcome : { ...outcome, covers: [...outcome.covers, ...foreign] };
}

/** rustc's and clippy's suggestions, where there is one alone and it stands where it says; unused imports. */
export const rustcSuggestion: Fixer = {
  name: 'rustc-suggestion',
  phase: 'edit',
  fix(input) {
    const outcomes: FixerOutcome[] = [];
    const patches = new Map<string, Proposal>();
    for (const issue of input.issues) {
      if (issue.file?.endsWith('.rs') !== true) continue;
      if (issue.tool !== null && !TOOLS.has(issue.tool)) continue;
      const short = shortEdits(input, issue);
      if (short !== null) {
        outcomes.push(short);
        continue;
      }
      const block = blockOf(linesFrom(input, issue.evidence.job, issue.evidence.firstLine, 120));
      if (!/^(?:error|warning)(?:\[|:)/.test(block[0] ?? '') || !/^\s*--> /.test(block[1] ?? '')) continue;
      const edits = editsFor(input, issue, block);
      if (typeof edits === 'string') {
        outcomes.push({ outcome: 'declined', covers: [issue], why: `${issue.message.slice(0, 120)} ${edits}` });
        continue;
      }
      const key = JSON.stringify(edits);
      const known = patches.get(key);
      patches.set(key, {
        outcome: 'patch',
        edits,
        reason: `Do what rustc suggests for ${issue.message.slice(0, 100)}`,
        quotes: [...(known?.quotes ?? []), quoteOf(input, issue)],
        covers: [...(known?.covers ?? []), issue],
        confidence: 0.9,
        safety: 'safe',
      });
    }
    const all = [...patches.values(), ...outcomes].map((each) => withForeign(input, each));
    const hidden = patches.size > 0 ? hiddenMut(input) : null;
    return hidden === null ? all : [...all, { outcome: 'declined', covers: [], why: hidden, blocks: true }];
  },
};
