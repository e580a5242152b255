import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';

/** How forms come. Any page on the web can make a browser send one, so no route takes them but those that are named. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Far more than a signed token takes. */
const BODY_LIMIT = 64 * 1024;

/** Has the routes of these patterns take forms; all others answer 415, as they do where nobody takes any. */
export function takeForms(fastify: FastifyInstance, patterns: readonly string[]): void {
  fastify.addContentTypeParser<string>(
    FORM_TYPE,
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    (request, body, done) => {
      if (patterns.includes(request.routeOptions.url ?? '')) done(null, new URLSearchParams(body));
      else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(FORM_TYPE));
    },
  );
}

/** The form a request came with; an empty one where it came with none. */
export function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}
