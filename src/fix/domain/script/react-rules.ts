import stylistic from '@stylistic/eslint-plugin';
import type { Rule } from 'eslint';

/** The little of JSX's tree that these rules look at. */
interface Node {
  readonly type: string;
  readonly range: readonly [number, number];
  readonly parent?: Node;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly raw?: unknown;
  readonly expression?: Node;
  readonly children?: readonly Node[];
  readonly attributes?: readonly Node[];
  readonly openingElement?: Node;
}

const asNode = (value: unknown): Node | null =>
  typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : null;
const nameOf = (node: Node | null | undefined): string | null => {
  const name = asNode(node?.name);
  return name?.type === 'JSXIdentifier' && typeof name.name === 'string' ? name.name : null;
};
/** ESLint's types know no JSX. */
const place = (node: Node): never => node as never;
const on =
  (look: (node: Node) => void) =>
  (node: Rule.Node): void => {
    look(node as unknown as Node);
  };

const booleanValue: Rule.RuleModule = {
  meta: { type: 'suggestion', fixable: 'code', schema: [{ enum: ['always', 'never'] }] },
  create(context) {
    const always = context.options[0] === 'always';
    return {
      JSXAttribute: on((node) => {
        const name = nameOf(node);
        const value = asNode(node.value);
        if (name === null) return;
        if (always && value === null)
          context.report({
            node: place(node),
            message: `Value must be set for boolean attribute \`${name}\``,
            fix: (fixer) => fixer.insertTextAfter(place(node), '={true}'),
          });
        if (!always && value?.type === 'JSXExpressionContainer' && value.expression?.value === true)
          context.report({
            node: place(node),
            message: `Value must be omitted for boolean attribute \`${name}\``,
            fix: (fixer) => fixer.removeRange([node.range[0] + name.length, value.range[1]]),
          });
      }),
    };
  },
};

/** React's names for attributes that HTML and SVG spell otherwise; those that people bring along from there. */
const ATTRIBUTES = new Map(
  [
    ...'className=class htmlFor=for acceptCharset=accept-charset httpEquiv=http-equiv'.split(' '),
    // Spelt together in HTML.
    ...(
      'accessKey allowFullScreen autoComplete autoFocus autoPlay cellPadding cellSpacing charSet colSpan contentEditable ' +
      'crossOrigin dateTime encType fetchPriority formAction frameBorder hrefLang inputMode maxLength minLength noValidate ' +
      'onBlur onChange onClick onDoubleClick onError onFocus onInput onKeyDown onKeyPress onKeyUp onLoad onMouseDown ' +
      'onMouseEnter onMouseLeave onMouseMove onMouseOut onMouseOver onMouseUp onScroll onSelect onSubmit onTouchEnd ' +
      'onTouchMove onTouchStart onWheel playsInline readOnly referrerPolicy rowSpan spellCheck srcDoc srcLang srcSet ' +
      'tabIndex useMap'
    )
      .split(' ')
      .map((name) => `${name}=${name.toLowerCase()}`),
    // With hyphens in SVG.
    ...(
      'clipPath clipRule dominantBaseline fillOpacity fillRule floodColor fontFamily fontSize fontStyle fontWeight ' +
      'letterSpacing markerEnd markerMid markerStart shapeRendering stopColor stopOpacity strokeDasharray ' +
      'strokeDashoffset strokeLinecap strokeLinejoin strokeMiterlimit strokeOpacity strokeWidth textAnchor ' +
      'textDecoration textRendering vectorEffect wordSpacing'
    )
      .split(' ')
      .map((name) => `${name}=${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
  ].map((pair): [string, string] => {
    const [right = '', wrong = ''] = pair.split('=');
    return [wrong, right];
  }),
);

const unknownProperty: Rule.RuleModule = {
  meta: { type: 'suggestion', fixable: 'code', schema: [] },
  create: (context) => ({
    JSXAttribute: on((node) => {
      const name = nameOf(node);
      const tag = nameOf(node.parent);
      const right = ATTRIBUTES.get(name ?? '');
      // Only the browser's own elements: a component or a custom element may call its properties as it likes.
      if (name === null || right === undefined || tag === null || !/^[a-z][a-z0-9]*$/.test(tag)) return;
      context.report({
        node: place(node),
        message: `Unknown property '${name}' found, use '${right}' instead`,
        fix: (fixer) => fixer.replaceTextRange([node.range[0], node.range[0] + name.length], right),
      });
    }),
  }),
};

const ESCAPED: readonly (readonly [string, readonly string[]])[] = [
  ['>', ['&gt;']],
  ['"', ['&quot;', '&ldquo;', '&#34;', '&rdquo;']],
  ["'", ['&apos;', '&lsquo;', '&#39;', '&rsquo;']],
  ['}', ['&#125;']],
];

const unescapedEntities: Rule.RuleModule = {
  meta: { type: 'suggestion', fixable: 'code', schema: [] },
  create(context) {
    const look = (node: Node): void => {
      if (node.parent?.type !== 'JSXElement' && node.parent?.type !== 'JSXFragment') return;
      const text = context.sourceCode.text.slice(...node.range);
      Array.from(text, (letter, index) => ({ letter, index })).forEach(({ letter, index }) => {
        const ways = ESCAPED.find(([each]) => each === letter)?.[1];
        if (!ways) return;
        const at = node.range[0] + text.slice(0, index).length;
        context.report({
          loc: context.sourceCode.getLocFromIndex(at),
          message: `\`${letter}\` can be escaped with ${ways.map((way) => `\`${way}\``).join(', ')}.`,
          // The first of them is shown as the character itself.
          fix: (fixer) => fixer.replaceTextRange([at, at + 1], ways[0] ?? letter),
        });
      });
    };
    return { JSXText: on(look) };
  },
};

const BLANK_TARGET =
  'Using target="_blank" without rel="noreferrer" (which implies rel="noopener") is a security risk in older browsers: see https://mathiasbynens.github.io/rel-noopener/#recommendations';

const blankTarget: Rule.RuleModule = {
  meta: { type: 'problem', fixable: 'code', schema: [] },
  create: (context) => ({
    JSXOpeningElement: on((node) => {
      const attributes = node.attributes ?? [];
      if (nameOf(node) !== 'a' || attributes.some(({ type }) => type !== 'JSXAttribute')) return;
      const value = (name: string): Node | null =>
        asNode(attributes.find((attribute) => nameOf(attribute) === name)?.value);
      const [target, link, last] = [value('target'), value('href'), attributes.at(-1)];
      const outside = typeof link?.value === 'string' && /^(?:\w+:)?\/\//.test(link.value);
      const told = attributes.some((attribute) => nameOf(attribute) === 'rel');
      if (target?.value !== '_blank' || told || !last || !(outside || link?.type === 'JSXExpressionContainer')) return;
      context.report({
        node: place(node),
        message: BLANK_TARGET,
        fix: (fixer) => fixer.insertTextAfter(place(last), ' rel="noreferrer"'),
      });
    }),
  }),
};

/** White space that holds a line's end is nothing in JSX. */
const isPadding = ({ type, raw }: Node): boolean =>
  (type === 'JSXText' || type === 'Literal') && typeof raw === 'string' && /^\s*$/.test(raw) && raw.includes('\n');

const uselessFragment: Rule.RuleModule = {
  meta: { type: 'suggestion', fixable: 'code', schema: [] },
  create: (context) => ({
    JSXFragment: on((node) => {
      const children = (node.children ?? []).filter((child) => !isPadding(child));
      const [only] = children;
      // Text or an expression alone may need the fragment: only an element alone never does.
      if (children.length !== 1 || (only?.type !== 'JSXElement' && only?.type !== 'JSXFragment')) return;
      context.report({
        node: place(node),
        message: 'Fragments should contain more than one child - otherwise, there’s no need for a Fragment at all.',
        fix: (fixer) => fixer.replaceText(place(node), context.sourceCode.text.slice(...only.range)),
      });
    }),
  }),
};

/** Rules of style that came from here and are kept elsewhere now; what they say is the same. */
const MOVED: Readonly<Record<string, string>> = {
  'self-closing-comp': 'jsx-self-closing-comp',
  ...Object.fromEntries(
    [
      'jsx-closing-bracket-location',
      'jsx-closing-tag-location',
      'jsx-curly-brace-presence',
      'jsx-curly-newline',
      'jsx-curly-spacing',
      'jsx-equals-spacing',
      'jsx-first-prop-new-line',
      'jsx-indent-props',
      'jsx-max-props-per-line',
      'jsx-newline',
      'jsx-one-expression-per-line',
      'jsx-tag-spacing',
      'jsx-wrap-multilines',
    ].map((name) => [name, name]),
  ),
};
const styleRules = stylistic.rules as unknown as Readonly<Record<string, Rule.RuleModule>>;

/**
 * The rules of eslint-plugin-react that have a fix of pure text and that users meet most. The plugin itself does not run
 * in this ESLint, and brings eighty packages of old engines' missing parts.
 */
export const REACT_RULES: Readonly<Record<string, Rule.RuleModule>> = {
  'jsx-boolean-value': booleanValue,
  'no-unknown-property': unknownProperty,
  'no-unescaped-entities': unescapedEntities,
  'jsx-no-target-blank': blankTarget,
  'jsx-no-useless-fragment': uselessFragment,
  ...Object.fromEntries(
    Object.entries(MOVED).flatMap(([old, now]) => {
      const rule = styleRules[now];
      return rule ? [[old, rule]] : [];
    }),
  ),
};
