import * as ts from 'typescript';

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function bindingsOf(source: ts.SourceFile, name: string, line: number): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name) {
      const owner = node.parent as ts.Node & { readonly name?: ts.Node };
      const at = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      const statement = ts.findAncestor(node, ts.isImportDeclaration);
      const from = statement ? source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1 : at;
      if (owner.name === node && (at === line || from === line)) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The span of whole lines a node stands on alone, else the node's own. */
function wholeLines(source: ts.SourceFile, node: ts.Node): Cut {
  const { text } = source;
  let [start, end] = [node.getStart(source), node.getEnd()];
  const before = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const after = next < 0 ? text.length : next;
  if (text.slice(before, start).trim() === '' && /^[ \t]*(?:\/\/[^\n]*)?$/.test(text.slice(end, after))) {
    start = before;
    end = next < 0 ? after : next + 1;
  }
  return { start, end, text: '' };
}

/** One element out of a list in braces or brackets, with one of its commas. */
function element(source: ts.SourceFile, list: ts.NodeArray<ts.Node>, node: ts.Node): Cut {
  const index = list.indexOf(node);
  const next = list[index + 1];
  if (next) return { start: node.getStart(source), end: next.getStart(source), text: '' };
  const previous = list[index - 1];
  return {
    start: previous ? previous.getEnd() : node.getStart(source),
    end: list.hasTrailingComma && !previous ? list.end : node.getEnd(),
    text: '',
  };
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** True when leaving an expression out changes nothing a program does. */
function isPure(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return isPure(node.expression);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((each) =>
      ts.isPropertyAssignment(each) ? isPure(each.initializer) : ts.isShorthandPropertyAssignment(each),
    );
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPure);
  if (ts.isTemplateExpression(node)) return node.templateSpans.every(({ expression }) => isPure(expression));
  if (ts.isPrefixUnaryExpression(node))
    return (
      node.operator !== ts.SyntaxKind.PlusPlusToken &&
      node.operator !== ts.SyntaxKind.MinusMinusToken &&
      isPure(node.operand)
    );
  if (ts.isBinaryExpression(node))
    return !isAssignment(node.operatorToken.kind) && isPure(node.left) && isPure(node.right);
  if (ts.isPropertyAccessExpression(node)) return isPure(node.expression);
  return (
    ts.isLiteralExpression(node) ||
    ts.isIdentifier(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    [
      ts.SyntaxKind.TrueKeyword,
      ts.SyntaxKind.FalseKeyword,
      ts.SyntaxKind.NullKeyword,
      ts.SyntaxKind.ThisKeyword,
    ].includes(node.kind)
  );
}

function cutImport(source: ts.SourceFile, node: ts.Node): Cut | null {
  const declaration = ts.findAncestor(node, ts.isImportDeclaration);
  const clause = declaration?.importClause;
  if (!declaration || !clause) return null;
  const { name, namedBindings } = clause;
  if (ts.isImportSpecifier(node) && namedBindings && ts.isNamedImports(namedBindings)) {
    if (namedBindings.elements.length > 1) return element(source, namedBindings.elements, node);
    return name ? { start: name.getEnd(), end: namedBindings.getEnd(), text: '' } : wholeLines(source, declaration);
  }
  if (ts.isNamespaceImport(node))
    return name ? { start: name.getEnd(), end: node.getEnd(), text: '' } : wholeLines(source, declaration);
  if (!ts.isImportClause(node) || !name) return null;
  return namedBindings
    ? { start: name.getStart(source), end: namedBindings.getStart(source), text: '' }
    : wholeLines(source, declaration);
}

function cutVariable(source: ts.SourceFile, node: ts.VariableDeclaration): Cut | null {
  const list = node.parent;
  if (ts.isCatchClause(list))
    return { start: source.text.indexOf('(', list.getStart(source)), end: list.block.getStart(source), text: '' };
  if (!ts.isVariableStatement(list.parent)) return null;
  const { initializer } = node;
  const pure = !initializer || isPure(initializer);
  if (list.declarations.length > 1) return pure ? element(source, list.declarations, node) : null;
  if (pure) return wholeLines(source, list.parent);
  const called = ts.isAwaitExpression(initializer) ? initializer.expression : initializer;
  if (!ts.isCallExpression(called) && !ts.isNewExpression(called)) return null;
  return { start: list.parent.getStart(source), end: initializer.getStart(source), text: '' };
}

function cutElement(source: ts.SourceFile, node: ts.BindingElement): Cut | null {
  const pattern = node.parent;
  if (pattern.elements.some((each) => ts.isBindingElement(each) && each.dotDotDotToken !== undefined && each !== node))
    return null;
  if (ts.isArrayBindingPattern(pattern)) {
    if (pattern.elements.at(-1) !== node) return { start: node.getStart(source), end: node.getEnd(), text: '' };
    return pattern.elements.length > 1 ? element(source, pattern.elements, node) : null;
  }
  if (pattern.elements.length > 1) return element(source, pattern.elements, node);
  const owner = pattern.parent;
  if (!ts.isVariableDeclaration(owner) || !owner.initializer || !isPure(owner.initializer)) return null;
  const list = owner.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length !== 1) return null;
  return ts.isVariableStatement(list.parent) ? wholeLines(source, list.parent) : null;
}

function cutOf(source: ts.SourceFile, node: ts.Node, underscores: boolean): Cut | null {
  if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node) || ts.isImportClause(node))
    return cutImport(source, node);
  if (ts.isImportEqualsDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node))
    return wholeLines(source, node);
  if (ts.isFunctionDeclaration(node)) return wholeLines(source, node);
  if (ts.isVariableDeclaration(node)) return cutVariable(source, node);
  if (ts.isBindingElement(node)) return cutElement(source, node);
  if (ts.isParameter(node) && underscores && ts.isIdentifier(node.name) && node.modifiers === undefined)
    return { start: node.name.getStart(source), end: node.name.getEnd(), text: `_${node.name.text}` };
  return null;
}

function made(text: string, { start, end, text: put }: Cut): string {
  return text.slice(0, start) + put + text.slice(end);
}

/**
 * Takes the binding of a name that is declared on a line out of a script, keeping calls it was initialised with. A
 * parameter gets an underscore where `underscores` says that the rule heeds it. Null when there is none, more than one,
 * or when what stands there may do something.
 */
export function withoutBinding(
  path: string,
  text: string,
  name: string,
  line: number,
  underscores: boolean,
): string | null {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const bindings = bindingsOf(source, name, line);
  const [binding] = bindings;
  if (bindings.length !== 1 || !binding) return null;
  const cut = cutOf(source, binding.parent, underscores);
  return cut === null || cut.start < 0 ? null : made(text, cut);
}

/** Takes a whole import (or destructuring) off whose names are all unused. Null when there is none on that line. */
export function withoutImport(path: string, text: string, line: number): string | null {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const found = source.statements.filter(
    (statement) => ts.isImportDeclaration(statement) && lineOf(statement) === line,
  );
  const [declaration] = found;
  return found.length === 1 && declaration ? made(text, wholeLines(source, declaration)) : null;
}
