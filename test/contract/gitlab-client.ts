import * as schemas from '@zereight/mcp-gitlab/build/schemas.js';
import { z } from 'zod';
import type { ZodType } from 'zod';

/** An answer, read. */
export interface GitLabAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The body as an object, for a look at single fields. */
  readonly object: Readonly<Record<string, unknown>>;
  /** The body as a list of objects. */
  readonly list: readonly Readonly<Record<string, unknown>>[];
}

/** Which schema, written by others, each kind of answer must fit. The first pattern that fits decides. */
const SCHEMAS: readonly (readonly [RegExp, ZodType])[] = [
  [/\/pipelines\/\d+\/jobs$|\/jobs$|\/jobs\/\d+(?:\/(?:retry|cancel|play|erase))?$/, schemas.GitLabPipelineJobSchema],
  [/\/pipelines\/\d+\/bridges$/, schemas.GitLabPipelineTriggerJobSchema],
  [/\/merge_requests\/\d+\/pipelines$/, schemas.GitLabMergeRequestPipelineSchema],
  [/\/pipelines(?:\/\d+|\/latest)?(?:\/(?:retry|cancel))?$|\/pipeline$/, schemas.GitLabPipelineSchema],
  [/\/merge_requests\/\d+\/notes(?:\/\d+)?$/, schemas.GitLabDiscussionNoteSchema],
  [/\/merge_requests\/\d+\/diffs$|\/commits\/\w+\/diff$/, schemas.GitLabDiffSchema],
  [/\/merge_requests\/\d+\/commits$|\/repository\/commits(?:\/\w+)?$|\/merge_base$/, schemas.GitLabCommitSchema],
  [/\/merge_requests(?:\/\d+)?(?:\/(?:merge|changes))?$/, schemas.GitLabMergeRequestSchema],
  [/\/commits\/\w+\/statuses$/, schemas.GitLabCommitStatusSchema],
  [/\/repository\/branches(?:\/[^/]+)?$/, schemas.GitLabBranchSchema],
  [/\/repository\/tree$/, schemas.GitLabTreeItemSchema],
  [/\/repository\/files\/[^/]+$/, schemas.GitLabFileContentSchema],
  [/\/repository\/compare$/, schemas.GitLabCompareResultSchema],
  [/^\/user$|^\/users(?:\/\d+)?$/, schemas.GitLabUserSchema],
  [/^\/projects(?:\/[^/]+)?(?:\/(?:transfer|archive|unarchive))?$/, schemas.GitLabProjectSchema],
];

const objectSchema = z.record(z.string(), z.unknown()).catch({});
const listSchema = z.array(z.record(z.string(), z.unknown())).catch([]);

/** Calls the stand-in's REST API and holds every good answer against `@zereight/mcp-gitlab`'s schemas. */
export class GitLabTestClient {
  constructor(
    private readonly origin: string,
    private readonly token: string | null,
  ) {}

  async call(method: string, path: string, body?: object): Promise<GitLabAnswer> {
    const response = await fetch(`${this.origin}/api/v4${path}`, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const read: unknown = text !== '' && isJson ? JSON.parse(text) : text;
    if (response.ok && isJson) this.check(method, path, read);
    return {
      status: response.status,
      headers: response.headers,
      body: read,
      object: objectSchema.parse(read),
      list: listSchema.parse(read),
    };
  }

  private check(method: string, path: string, body: unknown): void {
    const plain = path.split('?')[0] ?? '';
    const schema = SCHEMAS.find(([pattern]) => pattern.test(plain))?.[1];
    if (!schema || (method === 'DELETE' && plain.split('/').length === 3)) return;
    const result = (Array.isArray(body) ? z.array(schema) : schema).safeParse(body);
    if (!result.success) throw new Error(`${method} ${path} is not as GitLab's: ${z.prettifyError(result.error)}`);
  }
}
