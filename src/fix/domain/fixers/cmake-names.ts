import { distance } from 'fastest-levenshtein';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { closeName } from '../config/close-name';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, replaceAt, spotOf, wordsOf } from '../kit';

/** CMake's own commands that projects call. */
const COMMANDS = (
  'add_compile_definitions add_compile_options add_custom_command add_custom_target add_definitions add_dependencies add_executable ' +
  'add_library add_link_options add_subdirectory add_test block break cmake_minimum_required cmake_parse_arguments cmake_path cmake_policy ' +
  'configure_file continue elseif else enable_language enable_testing endblock endforeach endfunction endif endmacro endwhile execute_process export file ' +
  'find_file find_library find_package find_path find_program foreach function get_cmake_property get_directory_property ' +
  'get_filename_component get_property get_target_property if include include_directories include_guard install link_directories ' +
  'link_libraries list macro mark_as_advanced math message option project return separate_arguments set set_directory_properties ' +
  'set_property set_source_files_properties set_target_properties set_tests_properties source_group string target_compile_definitions ' +
  'target_compile_features target_compile_options target_include_directories target_link_directories target_link_libraries ' +
  'target_link_options target_precompile_headers target_sources try_compile try_run unset variable_watch while'
).split(' ');

const TARGET =
  /^(?:Cannot specify .+ for|.*[cC]annot find|.*) ?target "([\w.:+-]+)" which is not built by this project|^(?:get_target_property|set_target_properties) .*(?:non-existent target|can not find target to add properties to:) "?([\w.:+-]+)"?/;
const UNKNOWN = /^Unknown CMake command "(\w+)"/;
const FOLDER = /^add_subdirectory given source "([^"]+)" which is not an existing directory/;

const isList = (path: string): boolean => /(?:^|\/)CMakeLists\.txt$|\.cmake$/.test(path);

/** Names that the project's lists define by one of these commands. */
function defined(input: FixerInput, commands: string): string[] {
  return [...input.files.paths].filter(isList).flatMap((path) => {
    const text = input.files.text(path) ?? '';
    return [...text.matchAll(new RegExp(`^\\s*(?:${commands})\\s*\\(\\s*([\\w.:+-]+)`, 'gim'))].map(
      ([, name = '']) => name,
    );
  });
}

/** The wrong word in the call that begins at the issue's line; the only one. */
function edit(path: string, text: string, line: number, wrong: string, right: string): Edit | null {
  const lines = text.split('\n');
  const found: Edit[] = [];
  for (let at = line; at <= lines.length && at < line + 60; at += 1) {
    const content = (lines[at - 1] ?? '').replace(/#.*$/, '');
    for (const { index } of content.matchAll(
      new RegExp(`(?<![\\w./+-])${wrong.replace(/[.+*/-]/g, '\\$&')}(?![\\w./+-])`, 'g'),
    ))
      found.push(replaceAt(path, { line: at, column: index + 1 }, wrong, right));
    if (content.includes(')')) break;
  }
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : null;
}

interface Meant {
  readonly wrong: string;
  readonly right: string | null;
}

function meant(input: FixerInput, issue: DiagnosisIssue, folder: string): Meant | null {
  const { message } = issue;
  const [, target, other] = TARGET.exec(message) ?? [];
  const name = target ?? other;
  if (name !== undefined) {
    const targets = [...new Set(defined(input, 'add_executable|add_library|add_custom_target'))];
    const [only] = targets;
    // A name of two letters is near to much, but not where there is one target.
    const alone = targets.length === 1 && only !== undefined && distance(name, only) === 1 ? only : null;
    return { wrong: name, right: alone ?? closeName(name, targets) };
  }
  const [, command] = UNKNOWN.exec(message) ?? [];
  if (command !== undefined)
    return { wrong: command, right: closeName(command, [...COMMANDS, ...defined(input, 'function|macro')]) };
  const [, source] = FOLDER.exec(message) ?? [];
  if (source !== undefined) {
    const lists = [...input.files.paths].flatMap((path) => {
      const own = path.startsWith(folder) ? path.slice(folder.length) : '';
      return own.endsWith('/CMakeLists.txt') ? [own.slice(0, -'/CMakeLists.txt'.length)] : [];
    });
    return { wrong: source, right: closeName(source, lists) };
  }
  if (!message.startsWith('Cannot find source file:')) return null;
  const words = wordsOf(input, issue, 4)
    .split('\n')
    .map((each) => each.trim());
  const at = words.findIndex((each) => each.startsWith('Cannot find source file'));
  const wrong = words.slice(at + 1).find((each) => each !== '') ?? '';
  const kind = /\.\w+$/.exec(wrong)?.[0] ?? '';
  const near = [...input.files.paths].flatMap((path) => {
    const own = path.startsWith(folder) ? path.slice(folder.length) : '';
    return own !== '' && /\.\w+$/.exec(own)?.[0]?.toLowerCase() === kind.toLowerCase() ? [own] : [];
  });
  const elsewhere = near.filter((own) => own.split('/').at(-1) === wrong.split('/').at(-1));
  const right = elsewhere.length === 1 ? (elsewhere[0] ?? null) : closeName(wrong, near);
  return wrong === '' || kind === '' ? null : { wrong, right };
}

/** A source of the project that defines what the linker misses, put into the target that misses it. */
function unlisted(input: FixerInput, issue: DiagnosisIssue): Edit | null {
  const [, symbol] = /^undefined reference to [`']([A-Za-z_]\w*)(?:\([^']*\))?'$/.exec(issue.message) ?? [];
  const user = issue.file === null ? null : input.pathOf(issue.file);
  if (symbol === undefined || user === null) return null;
  const sources = [...input.files.paths].filter((path) => /\.(?:c|cc|cpp|cxx)$/.test(path));
  const homes = sources.filter((path) =>
    new RegExp(`^[\\w*&:<> ]+\\b${symbol}\\s*\\([^;{}]*\\)\\s*(?:const\\s*)?\\{`, 'm').test(
      input.files.text(path) ?? '',
    ),
  );
  // A second `main` would not link either.
  if (homes.some((path) => /\bmain\s*\(/.test(input.files.text(path) ?? ''))) return null;
  const [home] = homes;
  const lists = [...input.files.paths].filter(isList);
  const [list] = lists;
  const text = list === undefined ? null : input.files.text(list);
  if (home === undefined || homes.length > 1 || list !== 'CMakeLists.txt' || lists.length > 1 || text === null)
    return null;
  if (text.includes(home) || /\bfile\s*\(\s*GLOB|\$\{/.test(text)) return null;
  const calls = [...text.matchAll(/^[ \t]*add_(?:executable|library)\s*\([^()]*\)/gim)].filter(([call]) =>
    call.split(/[\s()]+/).includes(user),
  );
  const [call] = calls;
  if (call === undefined || calls.length > 1) return null;
  const before = text.slice(0, call.index + call[0].indexOf(user) + user.length).split('\n');
  return replaceAt(list, { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }, '', ` ${home}`);
}

/** A source that a list names and the tree has not: CMake says so only once all commands are known. */
function missingSource(input: FixerInput, path: string, text: string): string | null {
  const folder = path.replace(/[^/]+$/, '');
  const calls = text.replace(/#.*$/gm, '').matchAll(/^[ \t]*(?:set|add_executable|add_library)\s*\(([^()]*)\)/gim);
  // What a step of the build writes is in no tree.
  if (/\b(?:configure_file|add_custom_command|execute_process|FetchContent\w*|file)\s*\(/i.test(text)) return null;
  const named = [...calls].flatMap(([, list = '']) => list.split(/\s+/));
  return (
    named.find((word) => /^[\w./-]+\.(?:c|cc|cpp|cxx)$/.test(word) && !input.files.paths.has(folder + word)) ?? null
  );
}

/** Names in CMake's lists that are a slip of one the project or CMake has, and sources a target lacks. */
export const cmakeNames: Fixer = {
  name: 'cmake-names',
  phase: 'edit',
  fix(input) {
    const outcomes: FixerOutcome[] = [];
    const lacking: { readonly issue: DiagnosisIssue; readonly edit: Edit }[] = [];
    for (const issue of input.issues) {
      if (issue.tool === 'ld') {
        const own = unlisted(input, issue);
        if (own) lacking.push({ issue, edit: own });
        continue;
      }
      const spot = issue.tool === 'cmake' ? spotOf(input, issue) : null;
      if (spot === null || !isList(spot.path)) continue;
      const folder = spot.path.replace(/[^/]+$/, '');
      const found = meant(input, issue, folder);
      if (found === null) continue;
      const own = found.right === null ? null : edit(spot.path, spot.text, spot.line, found.wrong, found.right);
      const covers = [
        issue,
        ...input.issues.filter(
          (each) =>
            issue.message.startsWith('Cannot find source file:') &&
            each.file === issue.file &&
            each.line === issue.line &&
            each.message.startsWith('No SOURCES given to target'),
        ),
      ];
      if (own === null || found.right === null) {
        outcomes.push({
          outcome: 'declined',
          covers,
          why: `what ${found.wrong} in ${spot.path}:${spot.line} should be is not certain`,
        });
        continue;
      }
      const next = issue.message.startsWith('Cannot find source file:')
        ? null
        : missingSource(input, spot.path, spot.text);
      if (next !== null) {
        outcomes.push({ outcome: 'declined', covers, why: `CMake would not find ${next} next` });
        continue;
      }
      outcomes.push({
        outcome: 'patch',
        edits: [own],
        reason: `Write ${found.right} for ${found.wrong}, which there is not`,
        quotes: [quoteOf(input, issue)],
        covers,
        confidence: 0.9,
        safety: 'safe',
      });
    }
    const edits = [...new Map(lacking.map((each) => [JSON.stringify(each.edit), each.edit])).values()];
    if (edits.length === 1)
      outcomes.push({
        outcome: 'patch',
        edits,
        reason: 'Build the source that defines what the linker misses',
        quotes: lacking.map(({ issue }) => quoteOf(input, issue)),
        covers: lacking.map(({ issue }) => issue),
        confidence: 0.88,
        safety: 'safe',
      });
    return outcomes;
  },
};
