import { setTimeout as sleep } from 'node:timers/promises';

/** Calls our own API as a browser session would. Throws on any answer that is no success. */
export class Api {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly url: string) {}

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      const cut = pair.indexOf('=');
      this.cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path.split('?', 1)[0] ?? ''} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Asks until the answer satisfies; throws after `timeoutMs`. */
  async until<R>(path: string, pick: (answer: unknown) => R | undefined, timeoutMs: number): Promise<R> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const picked = pick(await this.call<unknown>('GET', path));
      if (picked !== undefined) return picked;
      if (Date.now() > deadline) throw new Error(`${path} did not show what was expected within ${timeoutMs / 1000} s`);
      await sleep(150);
    }
  }
}
