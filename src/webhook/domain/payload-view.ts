import { redact } from '../../diagnosis/log/redact';

/** Longest payload shown; larger ones are of no use in an answer. */
export const SHOWN_PAYLOAD_BYTES = 64 * 1024;
/** Deeper JSON is nobody's honest payload, and pretty-printing it would grow it quadratically. */
const MAX_DEPTH = 50;

/** A payload as its user may see it. */
export interface ShownPayload {
  /** Pretty-printed JSON with secrets redacted; null when `omitted` says why. */
  readonly text: string | null;
  /** Bytes as delivered; null when they are not kept. */
  readonly bytes: number | null;
  readonly omitted: 'dropped' | 'too-large' | 'not-json' | null;
}

/** Decides what of a body may be shown. */
export function showPayload(body: Buffer | null): ShownPayload {
  if (body === null) return { text: null, bytes: null, omitted: 'dropped' };
  const bytes = body.length;
  if (bytes > SHOWN_PAYLOAD_BYTES) return { text: null, bytes, omitted: 'too-large' };
  const json = body.toString('utf8');
  if (depthOf(json) > MAX_DEPTH) return { text: null, bytes, omitted: 'too-large' };
  try {
    return { text: redact(JSON.stringify(JSON.parse(json), null, 2)), bytes, omitted: null };
  } catch {
    return { text: null, bytes, omitted: 'not-json' };
  }
}

/** Deepest nesting by counting brackets outside strings; needs no stack, whatever the input. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const char = json[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, (depth += 1));
    else if (char === '}' || char === ']') depth -= 1;
  }
  return deepest;
}
