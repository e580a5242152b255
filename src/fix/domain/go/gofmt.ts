/** A file as gofmt writes it; null for what does not parse as Go. gofmt itself, compiled to WebAssembly. */
export async function gofmt(text: string): Promise<string | null> {
  const { format } = await import('@wasm-fmt/gofmt/node');
  try {
    return format(text);
  } catch {
    // No Go, or newer than this gofmt: the caller says that it could not be run.
    return null;
  }
}

/** What `gofmt -s` may write shorter; no parser, so it says yes too often rather than too seldom. */
const SIMPLER = /\b_\s{0,4}:?=\s{0,4}range\b|:\s{0,4}len\(|\{\s{0,200}&?[\w.]{1,80}\{/;

/** True where `gofmt -s` might write more than gofmt does. */
export function maySimplify(text: string): boolean {
  return SIMPLER.test(text);
}
