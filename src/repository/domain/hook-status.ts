import type { ForgeHook } from '../../forge/forge.types';
import type { WebhookStatus } from './connection';

export interface HookState {
  readonly status: WebhookStatus;
  /** Null when active. */
  readonly reason: string | null;
}

/** How a hook stands, by what the forge shows of it (null: it shows none) and where it should deliver. */
export function hookState(hook: ForgeHook | null, url: string): HookState {
  if (hook === null) {
    return {
      status: 'missing',
      reason: 'The webhook was removed at the forge, or the account lost its right to see it.',
    };
  }
  if (hook.url !== url) return { status: 'failed', reason: 'The webhook at the forge delivers to another address.' };
  if (!hook.isActive) return { status: 'disabled_by_forge', reason: 'The webhook is switched off at the forge.' };
  return { status: 'active', reason: null };
}
