import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * OpenAPI 3.0 schemas as JSON Schema: `nullable` becomes a union with null, and an object that lists its properties
 * may hold no others, so that an answer cannot grow fields the document does not name.
 */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (!isObject(value)) return value;
  const converted: Json = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJsonSchema(inner)]));
  delete converted.example;
  if (isObject(converted.properties) && converted.additionalProperties === undefined && converted.type === 'object') {
    converted.additionalProperties = false;
  }
  if (converted.nullable !== true) return converted;
  delete converted.nullable;
  return { anyOf: [converted, { type: 'null' }] };
}

/** Path parameters of a template become one segment each. */
function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** Holds answers against our own OpenAPI document. */
export class OpenApiCheck {
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly paths: { pattern: RegExp; item: Json; literal: number }[];
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly converted: Json;

  constructor(document: OpenAPIObject) {
    addFormats(this.ajv);
    this.converted = toJsonSchema(JSON.parse(JSON.stringify(document))) as Json;
    this.ajv.addSchema({ $id: 'doc', ...this.converted });
    this.paths = Object.entries(document.paths)
      .map(([template, item]) => ({
        pattern: pathPattern(template),
        item: item as Json,
        literal: template.replace(/\{[^}]+\}/g, '').length,
      }))
      // The most literal template wins, as in the router.
      .sort((a, b) => b.literal - a.literal);
  }

  /** Throws an error that says how an answer departs from the document. */
  assert(method: string, path: string, status: number, contentType: string, body: unknown): void {
    const label = `${method} ${path} → ${status}`;
    const found = this.paths.find(({ pattern, item }) => pattern.test(path) && isObject(item[method.toLowerCase()]));
    if (found === undefined) throw new Error(`${label}: the OpenAPI document has no such operation`);
    const operation = found.item[method.toLowerCase()] as { operationId?: string; responses?: Json };
    const response = operation.responses?.[String(status)];
    if (!isObject(response)) throw new Error(`${label}: this status is not documented`);
    const content = response.content as Record<string, { schema?: unknown }> | undefined;
    const type = contentType.split(';', 1)[0]?.trim() ?? '';
    if (content === undefined) {
      if (body !== undefined && body !== '') throw new Error(`${label}: documented without a body, but there is one`);
      return;
    }
    const media = content[type];
    if (media === undefined) throw new Error(`${label}: ${type} is not documented`);
    if (!type.endsWith('json') || media.schema === undefined) return;
    const key = `${operation.operationId ?? label} ${status} ${type}`;
    const validate = this.validators.get(key) ?? this.compile(key, media.schema);
    if (!validate(body)) {
      throw new Error(`${label}: the answer departs from the document: ${this.ajv.errorsText(validate.errors)}`);
    }
  }

  private compile(key: string, schema: unknown): ValidateFunction {
    const inDocument = JSON.parse(JSON.stringify(toJsonSchema(schema)).replaceAll('"#/', '"doc#/')) as Json;
    const validate = this.ajv.compile(inDocument);
    this.validators.set(key, validate);
    return validate;
  }
}

let shared: OpenApiCheck | null = null;

/** The check of the application's document. One code has one document, so all test files of a worker share it: 0.7 s of a core each. */
export function sharedOpenApiCheck(document: () => OpenAPIObject): OpenApiCheck {
  return (shared ??= new OpenApiCheck(document()));
}
