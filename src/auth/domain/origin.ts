/** Where a request says it comes from; `host` is the host and port it was sent to. */
export interface RequestOrigin {
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly host: string;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for methods that change nothing. */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * True when a browser sent the request from another site's page. Browsers state `Origin` on every unsafe request and
 * scripts cannot forge it; a program that states none carries its cookie on purpose.
 */
export function isForeignOrigin(request: RequestOrigin, publicUrl: string): boolean {
  if (request.fetchSite === 'cross-site') return true;
  if (request.origin === undefined) return false;
  // `null` (a sandboxed page) and anything else that is no URL.
  if (!URL.canParse(request.origin)) return true;
  const origin = new URL(request.origin);
  return origin.origin !== new URL(publicUrl).origin && origin.host !== request.host;
}
