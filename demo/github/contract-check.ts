import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { z } from 'zod';

const jsonSchema = z.record(z.string(), z.unknown());
const restSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) }))),
  components: z.looseObject({ responses: jsonSchema }),
});
const contentSchema = z.looseObject({
  content: z.record(z.string(), z.looseObject({ schema: jsonSchema })).optional(),
});
const webhookSchema = z.looseObject({ components: z.looseObject({ schemas: jsonSchema }) });

// The descriptions are GitHub's own and valid; checking them again costs seconds.
const OPTIONS = { strict: false, allErrors: true, logger: false, validateSchema: false } as const;

/** GitHub's own descriptions of its answers and webhooks, to hold the stand-in against. */
export class GitHubContract {
  private readonly rest = restSchema.parse(withNulls(readJson(path.join(__dirname, 'contracts/github-openapi.json'))));
  private readonly webhooks = webhookSchema.parse(
    readJson(
      path.join(
        path.dirname(require.resolve('@octokit/openapi-webhooks/package.json')),
        'generated/api.github.com.json',
      ),
    ),
  );
  private readonly compiled = new Map<string, ValidateFunction>();

  /** What is wrong with an answer; empty when nothing is. `url` may carry a query. An unknown operation is a fault, too. */
  answerFaults(method: string, url: string, status: number, body: unknown): string[] {
    const template = this.template(url.replace(/\?.*$/, ''));
    if (template === undefined) return [`GitHub's description has no ${url}`];
    const found = this.rest.paths[template]?.[method.toLowerCase()]?.responses[String(status)];
    if (found === undefined) return [`GitHub does not answer ${method} ${template} with ${status}`];
    const response = contentSchema.parse(this.dereference(found));
    const schema =
      response.content?.['application/json']?.schema ?? response.content?.['application/scim+json']?.schema;
    if (!schema) return body === null ? [] : [`${method} ${template} ${status} has no body`];
    const validate = this.once(`${method} ${template} ${status}`, () => {
      const ajv = new Ajv(OPTIONS).addFormat('repo.nwo', true).addFormat('timestamp', true);
      addFormats(ajv);
      return ajv.compile({ components: this.rest.components, allOf: [schema] });
    });
    return faultsOf(validate, body);
  }

  /** What is wrong with a webhook body; empty when nothing is. */
  webhookFaults(event: string, body: unknown): string[] {
    const action = z.looseObject({ action: z.string() }).safeParse(body);
    const name = ['webhook', event, ...(action.success ? [action.data.action] : [])].join('-').replaceAll('_', '-');
    if (!(name in this.webhooks.components.schemas)) return [`GitHub has no webhook ${name}`];
    const validate = this.once(name, () => {
      const ajv = new Ajv2020(OPTIONS);
      addFormats(ajv);
      return ajv.compile({ components: this.webhooks.components, $ref: `#/components/schemas/${name}` });
    });
    return faultsOf(validate, body);
  }

  private template(url: string): string | undefined {
    const parts = url.split('/');
    const fits = (template: string): boolean => {
      const wanted = template.split('/');
      return wanted.length === parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i]);
    };
    // Names of files and branches hold slashes of their own.
    const fitsLong = (template: string): boolean => {
      const last = template.lastIndexOf('/{');
      return /\{(?:path|ref|basehead|branch)\}$/.test(template) && fitsStart(template.slice(0, last), parts);
    };
    const templates = Object.keys(this.rest.paths);
    const literal = (template: string): number => template.split('/').filter((part) => !part.startsWith('{')).length;
    const exact = templates.filter(fits).sort((a, b) => literal(b) - literal(a));
    return exact[0] ?? templates.find(fitsLong);
  }

  private dereference(response: unknown): unknown {
    const ref = z.object({ $ref: z.string() }).safeParse(response);
    return ref.success ? this.rest.components.responses[ref.data.$ref.split('/').at(-1) ?? ''] : response;
  }

  private once(key: string, compile: () => ValidateFunction): ValidateFunction {
    const validate = this.compiled.get(key) ?? compile();
    this.compiled.set(key, validate);
    return validate;
  }
}

function fitsStart(template: string, parts: readonly string[]): boolean {
  const wanted = template.split('/');
  return wanted.length < parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i]);
}

function faultsOf(validate: ValidateFunction, body: unknown): string[] {
  if (validate(body)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a null type. */
function withNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [key, withNulls(part)]);
  const { nullable, ...rest } = Object.fromEntries(entries);
  return nullable === true
    ? { anyOf: [rest, { type: 'null' }] }
    : { ...rest, ...(nullable === undefined ? {} : { nullable }) };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
