import * as ts from 'typescript';

/** A stretch of a text and what to put there. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A script's syntax tree, with parents. */
export function parsed(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** The deepest node that starts at a place and satisfies; null when there is none. */
export function nodeAt<T extends ts.Node>(
  source: ts.SourceFile,
  line: number,
  column: number,
  is: (node: ts.Node) => node is T,
): T | null {
  const starts = source.getLineStarts();
  const start = (starts[line - 1] ?? Number.NaN) + column - 1;
  let found: T | null = null;
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) === start && is(node)) found = node;
    if (node.pos <= start && start < node.end) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** All identifiers of a script with that text that are no property's name. */
function references(source: ts.SourceFile, name: string): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) {
      const { parent } = node;
      const property =
        (ts.isPropertyAccessExpression(parent) ||
          ts.isPropertyAssignment(parent) ||
          ts.isPropertySignature(parent) ||
          ts.isMethodDeclaration(parent) ||
          ts.isPropertyDeclaration(parent)) &&
        parent.name === node;
      if (!property) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Cuts made on a text; they must not overlap. */
export function withCuts(text: string, cuts: readonly Cut[]): string {
  const ordered = [...cuts].sort((a, b) => b.start - a.start);
  return ordered.reduce((result, { start, end, text: put }) => result.slice(0, start) + put + result.slice(end), text);
}

/**
 * Where a name that is wrong at a place must be written otherwise. In an import all uses follow, unless the right name is
 * taken (then `right as wrong`); a shorthand keeps what it stands for.
 */
export function renamed(
  path: string,
  text: string,
  line: number,
  column: number,
  wrong: string,
  right: string,
): Cut[] | null {
  const source = parsed(path, text);
  const node = nodeAt(source, line, column, ts.isIdentifier);
  if (node?.text !== wrong) return null;
  const own = { start: node.getStart(source), end: node.getEnd(), text: right };
  const { parent } = node;
  if (ts.isImportSpecifier(parent)) {
    if (parent.propertyName) return [own];
    const uses = references(source, wrong);
    const taken = references(source, right).length > 0;
    const shorthand = uses.some(
      (use) => ts.isShorthandPropertyAssignment(use.parent) || ts.isExportSpecifier(use.parent),
    );
    if (taken || shorthand) return [{ ...own, text: `${right} as ${wrong}` }];
    return uses.map((use) => ({ start: use.getStart(source), end: use.getEnd(), text: right }));
  }
  if (ts.isExportSpecifier(parent)) return parent.propertyName ? [own] : [{ ...own, text: `${right} as ${wrong}` }];
  if (ts.isBindingElement(parent) && parent.name === node && !parent.propertyName)
    return [{ ...own, text: `${right}: ${wrong}` }];
  if (ts.isShorthandPropertyAssignment(parent)) return [{ ...own, text: `${right}: ${wrong}` }];
  return [own];
}

const isMember = (node: ts.Node): boolean => ts.isClassElement(node) || ts.isParameter(node);

/** Puts `override` before a member that needs it. Null when no member of a class below `base` stands there. */
export function overridden(path: string, text: string, line: number, column: number, base: string): Cut | null {
  const source = parsed(path, text);
  const name = nodeAt(source, line, column, ts.isIdentifier);
  const member = name?.parent;
  const owner = member && isMember(member) ? ts.findAncestor(member, ts.isClassLike) : undefined;
  const bases = owner?.heritageClauses?.flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText(source)),
  );
  if (!member || bases?.some((each) => each === base || each.endsWith(`.${base}`)) !== true) return null;
  // `override` comes after accessibility and static, before readonly, async, get and set.
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const after = modifiers
    .filter(({ kind }) =>
      [
        ts.SyntaxKind.PublicKeyword,
        ts.SyntaxKind.ProtectedKeyword,
        ts.SyntaxKind.PrivateKeyword,
        ts.SyntaxKind.StaticKeyword,
      ].includes(kind),
    )
    .at(-1);
  const at = after ? after.getEnd() : member.getStart(source);
  return { start: at, end: at, text: after ? ' override' : 'override ' };
}

/** Marks imports as types: the whole declaration when all its names are, else each name. Null when one is not imported there. */
export function asTypes(
  path: string,
  text: string,
  places: readonly { readonly line: number; readonly column: number }[],
): Cut[] | null {
  const source = parsed(path, text);
  const cuts: Cut[] = [];
  const byDeclaration = new Map<ts.ImportDeclaration, Set<ts.Node>>();
  for (const { line, column } of places) {
    const name = nodeAt(source, line, column, ts.isIdentifier);
    const declaration = name && ts.findAncestor(name, ts.isImportDeclaration);
    if (!name || !declaration) return null;
    byDeclaration.set(declaration, (byDeclaration.get(declaration) ?? new Set()).add(name.parent));
  }
  for (const [declaration, names] of byDeclaration) {
    const clause = declaration.importClause;
    const bindings = clause?.namedBindings;
    if (!clause || clause.phaseModifier !== undefined) return null;
    const specifiers = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    const all = specifiers.length + (clause.name ? 1 : 0) + (bindings && ts.isNamespaceImport(bindings) ? 1 : 0);
    const plain = specifiers.some(({ isTypeOnly }) => isTypeOnly);
    const at = clause.getStart(source);
    if (names.size === all && !(clause.name && specifiers.length > 0) && !plain)
      cuts.push({ start: at, end: at, text: 'type ' });
    else
      for (const specifier of names) {
        if (!ts.isImportSpecifier(specifier)) return null;
        const start = specifier.getStart(source);
        cuts.push({ start, end: start, text: 'type ' });
      }
  }
  return cuts;
}
