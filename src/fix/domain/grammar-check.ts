import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import type { Language, Node, Parser, Tree } from '@vscode/tree-sitter-wasm';

const load = createRequire(__filename);

/** Endings of the languages whose grammars are here, and the grammar's name. C is read as C++. */
const GRAMMARS: Readonly<Record<string, string>> = {
  ...{ rs: 'rust', java: 'java', cs: 'c-sharp', php: 'php', rb: 'ruby', rake: 'ruby', gemspec: 'ruby' },
  ...{ c: 'cpp', h: 'cpp', cc: 'cpp', cpp: 'cpp', cxx: 'cpp', hh: 'cpp', hpp: 'cpp', hxx: 'cpp' },
  ...{ sh: 'bash', bash: 'bash', css: 'css', ps1: 'powershell' },
};
const RUBY = /(?:^|\/)(?:Rakefile|Gemfile|Vagrantfile)$/;

/** The grammar a file is read with; null where there is none. */
export function grammarOf(file: string): string | null {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return GRAMMARS[ending] ?? (RUBY.test(file) ? 'ruby' : null);
}

interface Engine {
  readonly parser: Parser;
  readonly load: (grammar: string) => Promise<Language>;
}

let engine: Promise<Engine> | null = null;
const loaded = new Map<string, Promise<Language>>();

/** Grammars are files beside the package's program: 0.1 to 5 MB of WebAssembly, each loaded where it is needed first. */
async function start(): Promise<Engine> {
  // Not by `import()`: Node sees none of its names there.
  const { Parser: Parsing, Language: Grammar } = load('@vscode/tree-sitter-wasm') as typeof TreeSitter;
  await Parsing.init();
  const folder = path.dirname(load.resolve('@vscode/tree-sitter-wasm'));
  const grammarOfName = (grammar: string): Promise<Language> => {
    const known = loaded.get(grammar) ?? Grammar.load(path.join(folder, `tree-sitter-${grammar}.wasm`));
    loaded.set(grammar, known);
    return known;
  };
  return { parser: new Parsing(), load: grammarOfName };
}

interface Faults {
  readonly count: number;
  /** Where the first is, and what; null without any. */
  readonly first: string | null;
}

function faultsIn(tree: Tree): Faults {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (!node.hasError && !node.isMissing) return;
    if (node.isError || node.isMissing) found.push(node);
    for (const child of node.children) if (child !== null) visit(child);
  };
  visit(tree.rootNode);
  const [first] = found;
  return {
    count: found.length,
    first:
      first === undefined
        ? null
        : `line ${first.startPosition.row + 1}: ${first.isMissing ? `${first.type} is missing` : 'not as the grammar has it'}`,
  };
}

/** The grammar of CSS is older than ranges of media features: `(width >= 600px)` is read as `(width : 600px)`. */
function withoutRanges(text: string): string {
  return text.replaceAll(/@(?:media|container)\b[^{};]{0,400}/g, (prelude) =>
    prelude.replaceAll(/\(\s*[\w.-]+\s*(?:[<>]=?|=)\s*[\w.-]+(?:\s*[<>]=?\s*[\w.-]+)?\s*\)/g, '(width: 1px)'),
  );
}

/** What a language's grammar says of a change. */
export interface GrammarVerdict {
  /** False where the grammar cannot tell: it had something against the file before, and still has. */
  readonly checked: boolean;
  readonly error: string | null;
}

/**
 * Holds a text against its language's grammar (tree-sitter's), and against what the grammar said of the text before: macros
 * and dialects are errors to a grammar that were none to the compiler, so only what is new counts. Null without a grammar.
 */
export async function checkGrammar(file: string, after: string, before: string | null): Promise<GrammarVerdict | null> {
  const grammar = grammarOf(file);
  if (grammar === null) return null;
  engine ??= start();
  const { parser, load: languageOf } = await engine;
  parser.setLanguage(await languageOf(grammar));
  const faultsOf = (text: string): Faults => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error(`the ${grammar} grammar gave no tree`);
    try {
      return faultsIn(tree);
    } finally {
      tree.delete();
    }
  };
  const read = (text: string): Faults => faultsOf(grammar === 'css' ? withoutRanges(text) : text);
  const now = read(after);
  if (now.count === 0) return { checked: true, error: null };
  const was = before === null ? 0 : read(before).count;
  return now.count > was ? { checked: true, error: now.first } : { checked: false, error: null };
}
