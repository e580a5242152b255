import * as ts from 'typescript';

/** What a JavaScript configuration file says, as far as it can be read without running it. */
export interface StaticConfig {
  readonly value: unknown;
  /** False when something in it is computed, imported or spread: more may apply than is told. */
  readonly whole: boolean;
}

class Reader {
  whole = true;
  private readonly constants = new Map<string, ts.Expression>();

  constructor(readonly source: ts.SourceFile) {
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) this.constants.set(name.text, initializer);
    }
  }

  exported(): ts.Expression | null {
    for (const statement of this.source.statements) {
      if (ts.isExportAssignment(statement)) return statement.expression;
      if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
      if (statement.expression.left.getText(this.source) === 'module.exports') return statement.expression.right;
    }
    return null;
  }

  /** Undefined for what is not data. */
  read(node: ts.Expression, depth = 0): unknown {
    if (depth > 30) {
      return this.unknown();
    }
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      return this.read(node.expression, depth + 1);
    if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
    if (node.kind === ts.SyntaxKind.NullKeyword) return null;
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
      return -Number(this.read(node.operand, depth + 1));
    if (ts.isIdentifier(node)) {
      const constant = this.constants.get(node.text);
      return constant ? this.read(constant, depth + 1) : this.unknown();
    }
    // defineConfig({…}) and tseslint.config(…) give back what they get.
    if (
      ts.isCallExpression(node) &&
      /(?:^|\.)(?:defineConfig|config|flat)$/.test(node.expression.getText(this.source))
    ) {
      const all = node.arguments.map((argument) => this.read(argument, depth + 1));
      return all.length === 1 ? all[0] : all;
    }
    if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => this.read(element, depth + 1));
    if (ts.isObjectLiteralExpression(node)) return this.object(node, depth);
    return this.unknown();
  }

  private object(node: ts.ObjectLiteralExpression, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (const property of node.properties) {
      const { name } = property;
      const key =
        name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) ? name.text : null;
      if (key !== null && ts.isPropertyAssignment(property))
        entries.push([key, this.read(property.initializer, depth + 1)]);
      else this.whole = false;
    }
    return Object.fromEntries(entries);
  }

  private unknown(): unknown {
    this.whole = false;
    return undefined;
  }
}

/** Reads what a JavaScript or TypeScript module exports by default, never running it. Null when it exports nothing readable. */
export function staticConfig(path: string, text: string): StaticConfig | null {
  const reader = new Reader(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const exported = reader.exported();
  if (!exported) return null;
  const value = reader.read(exported);
  return value === undefined ? null : { value, whole: reader.whole };
}
