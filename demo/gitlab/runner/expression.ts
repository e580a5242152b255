/** Variables a rule can look at. */
export type Variables = Readonly<Record<string, string>>;

type Value = string | null | RegExp;

const TOKEN = /\s*(?:(&&|\|\||==|!=|=~|!~|\(|\))|\$(\w+)|"([^"]*)"|'([^']*)'|\/((?:[^/\\]|\\.)+)\/([a-z]*)|(null)\b)/y;

/**
 * A rule's `if:` as GitLab reads it: variables, texts, `null`, patterns; `==`, `!=`, `=~`, `!~`, `&&`, `||`, brackets.
 * Throws for what is no expression.
 */
export function holds(expression: string, variables: Variables): boolean {
  const parser = new Parser(tokens(expression, variables), expression);
  const result = parser.either();
  parser.end();
  return result;
}

type Token = { readonly operator: string } | { readonly value: Value };

function tokens(expression: string, variables: Variables): Token[] {
  const found: Token[] = [];
  const text = expression.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`invalid expression syntax: ${expression}`);
    const [, operator, variable, double, single, pattern, flags] = match;
    if (operator !== undefined) found.push({ operator });
    else if (variable !== undefined) found.push({ value: variables[variable] ?? null });
    else if (pattern !== undefined) found.push({ value: new RegExp(pattern, flags) });
    else found.push({ value: double ?? single ?? null });
  }
  return found;
}

class Parser {
  private at = 0;

  constructor(
    private readonly list: readonly Token[],
    private readonly text: string,
  ) {}

  either(): boolean {
    let result = this.both();
    while (this.take('||')) {
      const right = this.both();
      result = result || right;
    }
    return result;
  }

  end(): void {
    if (this.at < this.list.length) throw this.wrong();
  }

  private both(): boolean {
    let result = this.comparison();
    while (this.take('&&')) {
      const right = this.comparison();
      result = result && right;
    }
    return result;
  }

  private comparison(): boolean {
    if (this.take('(')) {
      const result = this.either();
      if (!this.take(')')) throw this.wrong();
      return result;
    }
    const left = this.value();
    if (this.take('==')) return left === this.value();
    if (this.take('!=')) return left !== this.value();
    if (this.take('=~')) return matches(left, this.value());
    if (this.take('!~')) return !matches(left, this.value());
    return left !== null && left !== '';
  }

  private value(): Value {
    const token = this.list[this.at];
    if (!token || !('value' in token)) throw this.wrong();
    this.at += 1;
    return token.value;
  }

  private take(operator: string): boolean {
    const token = this.list[this.at];
    const isIt = token !== undefined && 'operator' in token && token.operator === operator;
    if (isIt) this.at += 1;
    return isIt;
  }

  private wrong(): Error {
    return new Error(`invalid expression syntax: ${this.text}`);
  }
}

function matches(left: Value, pattern: Value): boolean {
  if (typeof left !== 'string') return false;
  return pattern instanceof RegExp ? pattern.test(left) : pattern !== null && left === pattern;
}
