import type { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';
import type { OwnedIds } from './tenant-fixtures';

/** A schema of the document, as far as the generator reads it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** One operation of the document. */
export interface FuzzTarget {
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
}

/** One request; everything in it can be sent. */
export interface FuzzRequest {
  readonly target: FuzzTarget;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes as text; undefined sends none. */
  readonly raw: string | undefined;
}

/** The operations of a document, without those named. */
export function targetsOf(document: OpenAPIObject, without: readonly string[]): FuzzTarget[] {
  return Object.entries(document.paths)
    .flatMap(([path, item]) =>
      (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
        const operation = item[method];
        if (operation === undefined) return [];
        const content = (operation.requestBody as { content?: Record<string, { schema?: Schema }> } | undefined)
          ?.content;
        const parameters = (operation.parameters ?? []) as Parameter[];
        const label = `${method.toUpperCase()} ${path}`;
        return [{ label, method: method.toUpperCase(), path, parameters, body: content?.['application/json']?.schema }];
      }),
    )
    .filter(({ label }) => !without.includes(label));
}

/** What careless and hostile clients send where a text is expected. */
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202Eevil',
  '🦀'.repeat(20),
  "' or 1=1 --",
  '%00',
  '%',
  '_\\',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  '=1+1',
  '${7*7}',
  '\r\nset-cookie: a=b',
  'null',
  'NaN',
  '-1',
  '0',
  '1e309',
  '2147483648',
  '9223372036854775808',
  '00000000-0000-0000-0000-000000000000',
  '2026-02-30',
  '2026-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-19T23:59:59.999Z',
  '0000-00-00T00:00:00Z',
  'https://[::1',
  'a'.repeat(300),
  'é'.repeat(5000),
];
const NUMBERS = [-1, 0, 1, 0.5, 1e9, 2 ** 31, 2 ** 53, 1e308, -(2 ** 31) - 1];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
/** Any JSON value, mostly of the wrong shape. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom<unknown>(...NUMBERS, null, true, false, [], {}, [[]], [null], { a: { a: { a: {} } } }),
  fc.jsonValue(),
);

/** Makes requests from a document: right ones, right ones with one thing wrong, and bodies that are no JSON at all. */
export class ApiFuzz {
  constructor(
    private readonly document: OpenAPIObject,
    private readonly ids: OwnedIds,
  ) {}

  request(targets: readonly FuzzTarget[]): fc.Arbitrary<FuzzRequest> {
    return fc.constantFrom(...targets).chain((target) =>
      fc
        .tuple(this.path(target), this.query(target), this.headers(target), this.body(target))
        .map(([path, query, headers, raw]) => ({
          target,
          path: query === '' ? path : `${path}?${query}`,
          headers,
          raw,
        })),
    );
  }

  private path({ path }: FuzzTarget): fc.Arbitrary<string> {
    const [known = ''] = Object.entries(this.ids).flatMap(([start, id]) => (path.startsWith(`${start}{`) ? [id] : []));
    const segment = (name: string): fc.Arbitrary<string> => {
      if (name === 'forge') return often(fc.constantFrom('github', 'gitlab'), text.map(segmentOf));
      return often(fc.constant(known), fc.oneof(fc.uuid({ version: 7 }), text.map(segmentOf)));
    };
    const parts = path.split(/(\{[^}]+\})/);
    return fc
      .tuple(...parts.map((part) => (part.startsWith('{') ? segment(part.slice(1, -1)) : fc.constant(part))))
      .map((chosen) => chosen.join(''));
  }

  private query({ parameters }: FuzzTarget): fc.Arbitrary<string> {
    const some = parameters.filter((parameter) => parameter.in === 'query');
    const value = ({ name, schema = {} }: Parameter): fc.Arbitrary<string> => {
      const owned = this.ids[`?${name}`];
      const right = owned === undefined ? this.value(schema) : fc.constant(owned);
      return often(right, text).map(
        (chosen) => `${name}=${encoded(typeof chosen === 'string' ? chosen : JSON.stringify(chosen))}`,
      );
    };
    const extra = fc.constantFrom('unknown=1', 'limit=1&limit=2', 'limit[a]=1', 'cursor=%FF', '=', '&&');
    return fc
      .tuple(
        fc.subarray(some).chain((chosen) => fc.tuple(...chosen.map(value))),
        often(fc.constant(''), extra),
      )
      .map(([pairs, more]) => [...pairs, more].filter((part) => part !== '').join('&'));
  }

  private headers({ method, parameters }: FuzzTarget): fc.Arbitrary<Record<string, string>> {
    const names = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name.toLowerCase());
    const value = fc.oneof(fc.constantFrom('k1', 'k2', 'github', '0', 'text/csv', 'a'.repeat(400)), fc.uuid());
    const own = fc
      .subarray(names)
      .chain((chosen) => fc.tuple(...chosen.map((name) => value.map((set) => [name, set] as const))));
    const type =
      method === 'GET'
        ? fc.constant([])
        : often(
            fc.constant([]),
            fc
              .constantFrom(
                ['content-type', 'text/plain'] as const,
                ['content-type', 'application/json; charset=utf-16'] as const,
              )
              .map((pair) => [pair]),
          );
    return fc.tuple(own, type).map(([pairs, more]) => Object.fromEntries([...pairs, ...more]));
  }

  private body({ method, body }: FuzzTarget): fc.Arbitrary<string | undefined> {
    if (method === 'GET') return fc.constant(undefined);
    const wrong = fc.oneof(
      junk.map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '{',
        '',
        '{"__proto__":{"a":1}}',
        '{"constructor":{"prototype":{}}}',
        '[1,',
        '"\\ud800"',
        '{"a":1,"a":2}',
        '['.repeat(200),
        '{"a":1e999}',
      ),
      fc.string(),
    );
    if (body === undefined) return often(fc.constant(undefined), wrong);
    return often(
      this.value(body).map((value) => JSON.stringify(value)),
      wrong,
    );
  }

  /** A value of the schema; a part of it is now and then of another shape. */
  private value(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    const inner = this.right(schema, depth);
    const orNull = schema.nullable === true ? fc.option(inner) : inner;
    return depth === 0 ? orNull : often(orNull, junk);
  }

  private right(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    if (schema.$ref !== undefined) {
      const named = this.document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''];
      return this.right((named ?? {}) as Schema, depth);
    }
    const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choices !== undefined) return fc.oneof(...choices.map((choice) => this.right(choice, depth)));
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.type === 'object' || schema.properties !== undefined) return this.object(schema, depth);
    if (schema.type === 'array') {
      const { minItems = 0, maxItems = 5 } = schema;
      const items = depth > 4 ? fc.constant(null) : this.value(schema.items ?? {}, depth + 1);
      return fc.array(items, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems + 1, 60)) });
    }
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'integer' || schema.type === 'number') {
      const { minimum = 0, maximum = 1000 } = schema;
      return fc.oneof(
        fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) }),
        fc.constantFrom(minimum - 1, minimum, maximum, maximum + 1),
      );
    }
    if (schema.type !== 'string') return junk;
    return this.string(schema);
  }

  private object({ properties = {}, required = [] }: Schema, depth: number): fc.Arbitrary<unknown> {
    if (depth > 4) return fc.constant({});
    const values = Object.fromEntries(
      Object.entries(properties).map(([name, of]) => [name, this.value(of, depth + 1)]),
    );
    // Mostly what is asked for; now and then a key is missing or there is one too many.
    const asked = fc.record(values, { requiredKeys: required.filter((name) => name in properties) });
    const loose = fc.record({ ...values, stray: junk }, { requiredKeys: [] });
    return often(asked, loose);
  }

  private string({ format, minLength = 0, maxLength = 60, example }: Schema): fc.Arbitrary<unknown> {
    const ids = Object.values(this.ids);
    if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid());
    if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    if (format === 'email') return fc.emailAddress();
    if (format === 'uri') return fc.webUrl();
    const made = fc.string({ minLength, maxLength: Math.min(maxLength + 1, 400) });
    return example === undefined ? made : fc.oneof(fc.constant(example), made);
  }
}

/** Mostly the one, now and then the other: a request in which everything is wrong only ever meets the first check. */
function often<A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>): fc.Arbitrary<A | B> {
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

/** As a step of a path: the router knows no longer one, and then no such address; its own client resolves `.` and `..`. */
function segmentOf(value: string): string {
  const step = encoded(value);
  return step.length > 100 || step === '.' || step === '..' ? 'x' : step;
}

/** As a part of an address; what cannot be encoded goes as a broken escape. */
function encoded(value: string): string {
  // Node itself refuses longer heads, before we see them.
  const short = value.slice(0, 500);
  return /\p{Surrogate}/u.test(short) ? '%ED%A0%80' : encodeURIComponent(short);
}
