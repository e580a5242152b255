import * as ts from 'typescript';
import type { Cut } from './names';
import { nodeAt, parsed } from './names';

const isExpression = (node: ts.Node): node is ts.Expression =>
  ts.isCallExpression(node) || ts.isIdentifier(node) || ts.isPropertyAccessExpression(node);

/** The function a node's `await` would belong to, when it is async. */
function asyncAround(node: ts.Node): ts.Node | null {
  const around = ts.findAncestor(node, (each) => ts.isFunctionLike(each));
  const modifiers = around && ts.canHaveModifiers(around) ? (ts.getModifiers(around) ?? []) : [];
  return around && modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ? around : null;
}

/** The call a constant of the same async function is initialised with, when nothing treats the constant as a promise. */
function initialiserOf(source: ts.SourceFile, name: ts.Identifier): ts.CallExpression | null {
  const around = asyncAround(name);
  if (!around) return null;
  const found: ts.VariableDeclaration[] = [];
  const promised: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === name.text) found.push(node);
    if (ts.isIdentifier(node) && node.text === name.text) {
      const { parent } = node;
      if (
        ts.isPropertyAccessExpression(parent) &&
        parent.expression === node &&
        ['then', 'catch', 'finally'].includes(parent.name.text)
      )
        promised.push(node);
      if (ts.isAwaitExpression(parent) || ts.isArrayLiteralExpression(parent)) promised.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(around);
  const [only] = found;
  if (
    found.length !== 1 ||
    promised.length > 0 ||
    !only?.initializer ||
    !ts.isCallExpression(only.initializer) ||
    only.type
  )
    return null;
  return ts.isVariableDeclarationList(only.parent) &&
    (only.parent.flags & ts.NodeFlags.Const) !== 0 &&
    asyncAround(only) === around
    ? only.initializer
    : null;
}

const before = (source: ts.SourceFile, node: ts.Node): Cut => ({
  start: node.getStart(source),
  end: node.getStart(source),
  text: 'await ',
});

/** Where an `await` is missing, for a property or element asked of a promise there. Null outside async functions and in doubt. */
export function awaitForProperty(path: string, text: string, line: number, column: number): Cut[] | null {
  const source = parsed(path, text);
  const name = nodeAt(source, line, column, ts.isIdentifier);
  const owner = name?.parent;
  const property = owner && ts.isPropertyAccessExpression(owner) && owner.name === name ? owner : null;
  const access = property ?? nodeAt(source, line, column, ts.isElementAccessExpression);
  if (!access) return null;
  const { expression } = access;
  if (ts.isIdentifier(expression)) {
    const call = initialiserOf(source, expression);
    return call && [before(source, call)];
  }
  if (!ts.isCallExpression(expression) || !asyncAround(access)) return null;
  return [
    { ...before(source, expression), text: '(await ' },
    { start: expression.getEnd(), end: expression.getEnd(), text: ')' },
  ];
}

/** Where an `await` is missing, for a promise given where its value is wanted. */
export function awaitForValue(path: string, text: string, line: number, column: number): Cut[] | null {
  const source = parsed(path, text);
  const declared = nodeAt(source, line, column, ts.isVariableDeclaration);
  const value =
    declared?.initializer ?? nodeAt(source, line, column, isCall) ?? nodeAt(source, line, column, isExpression);
  if (!value || !asyncAround(value)) return null;
  if (ts.isIdentifier(value)) {
    const call = initialiserOf(source, value);
    return call ? [before(source, call)] : [before(source, value)];
  }
  return isExpression(value) ? [before(source, value)] : null;
}

/** The outermost call that starts there. */
function isCall(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    !(ts.isCallExpression(node.parent) && node.parent.expression === node) &&
    !(ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node)
  );
}
