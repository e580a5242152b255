import type { ForgeError, ForgeErrorKind, HeldBack } from '../../forge/forge.errors';
import { AppError, defineErrors, type ErrorDefinition } from '../errors';

/** What a forge's refusal means to our caller. A dead token is the connection's trouble (409), not the caller's (401). */
export const ForgeProblems = defineErrors({
  unauthorized: {
    code: 'forge.needs_reauthorization',
    kind: 'conflict',
    message: 'The forge no longer accepts this connection; connect it again.',
  },
  forbidden: {
    code: 'forge.forbidden',
    kind: 'forbidden',
    message: 'The connected account may not do this at the forge.',
  },
  'not-found': {
    code: 'forge.not_found',
    kind: 'not-found',
    message: 'The forge has no such thing, or the connected account may not see it.',
  },
  conflict: {
    code: 'forge.conflict',
    kind: 'conflict',
    message: 'The forge says this cannot be done in the present state.',
  },
  gone: { code: 'forge.gone', kind: 'gone', message: 'The forge says this can no longer be done.' },
  'rate-limited': {
    code: 'forge.rate_limited',
    kind: 'rate-limited',
    message: 'The forge asks us to slow down; try again later.',
  },
  limit: {
    code: 'forge.repository_limited',
    kind: 'rate-limited',
    message: 'The calls of the forge that an admin allows this repository in an hour are used up.',
  },
  deactivated: {
    code: 'forge.account_deactivated',
    kind: 'conflict',
    message: 'The account this repository was connected with is deactivated.',
  },
  unavailable: {
    code: 'forge.unavailable',
    kind: 'bad-gateway',
    message: 'The forge does not answer; try again later.',
  },
  rejected: { code: 'forge.rejected', kind: 'bad-gateway', message: 'The forge did not accept our request.' },
} satisfies Record<ForgeErrorKind | HeldBack, ErrorDefinition>);

/** Translates by meaning; keeps the forge's own (redacted) reason for people. */
export function fromForgeError(error: ForgeError): AppError {
  const seconds = error.retryAt === null ? null : Math.max(1, (error.retryAt.getTime() - Date.now()) / 1000);
  return new AppError(ForgeProblems[error.heldBack ?? error.kind], {
    cause: error,
    details: { forge: error.forge, ...(error.reason === null ? {} : { reason: error.reason }) },
    ...(seconds === null ? {} : { retryAfterSeconds: seconds }),
  });
}
