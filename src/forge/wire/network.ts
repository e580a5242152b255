import { lookup } from 'node:dns/promises';
import { rootCertificates } from 'node:tls';
import type * as Undici from 'undici';
import { guardedLookup } from '../../common/guarded-lookup';
import { addressOf, isLinkLocal, isPublicAddress } from '../../common/public-address';

/** What an operator says of the network a forge is on. */
export interface NetworkSettings {
  /** Certificates to trust besides the usual ones, PEM. */
  readonly ca?: string | null;
  /** The forge's own address. */
  readonly home?: string;
  /** Whether answers of the forge may lead into private networks; null: where the forge itself lies in one. */
  readonly allowPrivateTargets?: boolean | null;
}

/** What is sent with a request. */
export interface Sending {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** The answer as `fetch` gives it; what we use of it. */
export type Answered = Undici.Response;

interface Ways {
  readonly ask: typeof Undici.fetch;
  readonly home: Undici.Dispatcher;
  readonly away: Undici.Dispatcher;
}

/** The ways to a forge: to its own origin, and to where its answers lead. One a driver, since each keeps connections. */
export class Network {
  /** Made with the first call: a command that asks no forge need not load them. */
  private ways: Promise<Ways> | null = null;
  /** Which addresses answers may lead to; known before the first answer. */
  private permits: (address: string) => boolean = isPublicAddress;

  constructor(private readonly settings: NetworkSettings = {}) {}

  /** To an address the settings name: it may lie anywhere. */
  async toHome(url: string, sending: Sending): Promise<Answered> {
    const { ask, home } = await this.open();
    return ask(url, { ...sending, redirect: 'manual', dispatcher: home });
  }

  /** To an address an answer named. Rejects where its name turns out to lead into a private network. */
  async toElsewhere(url: string, sending: Sending): Promise<Answered> {
    const { ask, away } = await this.open();
    return ask(url, { ...sending, redirect: 'manual', dispatcher: away });
  }

  /** True for an address that says by itself that it lies in a private network, where answers may not lead. */
  refuses(url: URL): boolean {
    const address = addressOf(url.hostname);
    return address !== null && !this.permits(address);
  }

  private async open(): Promise<Ways> {
    return (this.ways ??= this.make());
  }

  private async make(): Promise<Ways> {
    const { Agent, fetch: ask } = await import('undici');
    const { ca = null } = this.settings;
    this.permits = await this.whatIsPermitted();
    const tls = ca === null ? {} : { ca: [...rootCertificates, ca] };
    return {
      ask,
      home: new Agent({ connect: tls }),
      away: new Agent({ connect: { ...tls, lookup: guardedLookup(this.permits) } }),
    };
  }

  private async whatIsPermitted(): Promise<(address: string) => boolean> {
    const { allowPrivateTargets = null, home } = this.settings;
    if (allowPrivateTargets === true) return () => true;
    if (allowPrivateTargets === false || home === undefined || !(await isAtPrivate(new URL(home))))
      return isPublicAddress;
    // A forge in somebody's network has its storage there, too. A cloud's metadata is nobody's storage.
    return (address) => !isLinkLocal(address);
  }
}

/** True for a server in a private network. One whose name nobody knows is in none. */
async function isAtPrivate({ hostname }: URL): Promise<boolean> {
  const own = addressOf(hostname);
  if (own !== null) return !isPublicAddress(own);
  try {
    return (await lookup(hostname, { all: true })).some(({ address }) => !isPublicAddress(address));
  } catch {
    // The call itself will say that the name is not known.
    return false;
  }
}
