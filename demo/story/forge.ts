import type { Api } from './api';
import type { StorySummary } from './more-stories';
import type { Progress } from './progress';

/** A forge as the story needs it: on localhost, with CI that runs what is pushed. */
export interface StoryForge {
  /** As the API calls it. */
  readonly kind: string;
  /** As people spell it. */
  readonly name: string;
  readonly url: string;
  /** What makes DevFlowFix use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The shop with this forge's CI file. */
  readonly shop: Readonly<Record<string, string>>;
  create(path: string, files: Readonly<Record<string, string>>, description: string): Promise<unknown>;
  /** Resolves with the commit. */
  push(path: string, files: Readonly<Record<string, string>>, message: string): Promise<string>;
  /** Dana agrees to what the address asks; resolves with the callback. */
  authorize(authorizationUrl: string): Promise<string>;
  /** As Dana would, by the button. */
  merge(path: string, number: number): Promise<void>;
  /** The stories after the main road; none where they are not told. */
  tellMore(api: Api, progress: Progress): Promise<readonly StorySummary[]>;
  /** Deliveries that failed and CI that has not ended, a line each. */
  troubles(): { readonly undelivered: readonly string[]; readonly unfinished: readonly string[] };
  close(): Promise<void>;
}
