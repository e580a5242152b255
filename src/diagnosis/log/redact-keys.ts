import { REDACTED } from './redact-rules';

/** A stamp a runner puts before each line, kept when the rest of a key's line goes. */
const STAMP = /^[^\n]{0,300}?\d{4}-\d\d-\d\dT[\d:.]{8,20}Z /;
/** A line that may belong to a private key's body: base64, or a header such as `Proc-Type: 4,ENCRYPTED`. */
const KEY_BODY =
  /^[ \t]{0,40}(?:[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/]{1,80}={0,2}|[A-Za-z-]{4,20}: [^\n]{1,100}|\[redacted\])[ \t\r]{0,4}$/;
/** A 16,384-bit RSA key has about 200 lines. */
const KEY_LINES = 400;
/** The same key has 12,800 characters; stamps in front of its lines double that. */
const KEY_CHARS = 26_000;
const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

function redactBodyLine(line: string): string {
  const stamp = STAMP.exec(line)?.[0] ?? '';
  return line.length === stamp.length ? line : stamp + REDACTED;
}

function isKeyBody(line: string): boolean {
  return KEY_BODY.test(line.slice(STAMP.exec(line)?.[0].length ?? 0));
}

/** Blanks the bodies of private keys line by line, so that line numbers stay. One end may be missing (a cut log). */
export function redactPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (!line.includes('PRIVATE KEY')) continue;
    // A key on one line, its line feeds written as \n.
    const inline = line.replace(
      /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)([^-\n]{1,20000})/g,
      (match: string, head: string, body: string) =>
        body.trim().length < 8 || body.trimStart().startsWith(REDACTED) ? match : head + REDACTED,
    );
    lines[index] = inline;
    if (KEY_END.test(inline)) {
      for (let back = index - 1; back >= 0 && index - back <= KEY_LINES; back -= 1) {
        const body = lines[back] ?? '';
        if (KEY_BEGIN.test(body) || !isKeyBody(body)) break;
        lines[back] = redactBodyLine(body);
      }
    } else if (KEY_BEGIN.test(inline)) {
      for (let next = index + 1; next < lines.length && next - index <= KEY_LINES; next += 1) {
        const body = lines[next] ?? '';
        if (KEY_END.test(body) || (body.trim() !== '' && !isKeyBody(body))) break;
        lines[next] = redactBodyLine(body);
      }
    }
  }
  return lines.join('\n');
}

/**
 * Where the lines at the end of `text` begin that may be the first part of a private key whose rest is still to come;
 * the text's length when there are none. Never more than a key has.
 */
export function openKeyAt(text: string): number {
  let at = text.length;
  for (let lines = 0; lines <= KEY_LINES && at > 0; lines += 1) {
    const start = text.lastIndexOf('\n', at - 2) + 1;
    // Without its end, which is there but for the last line.
    const line = text.slice(start, text.endsWith('\n', at) ? at - 1 : at);
    if (text.length - start > KEY_CHARS) return text.length;
    if (KEY_BEGIN.test(line)) return start;
    if (line.trim() !== '' && !isKeyBody(line)) return at;
    at = start;
  }
  return at > 0 ? text.length : 0;
}
