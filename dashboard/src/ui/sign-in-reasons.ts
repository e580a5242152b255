import { wordsOf } from './words';

/** Why a visit to the issuer failed, in words; `name` is what the issuer is called. */
export function reasonOf(code: string, name: string): string {
  const reasons: Readonly<Record<string, string>> = {
    'auth.oidc_denied': `Access was refused at ${name}, by you or by its administrator.`,
    'auth.oidc_state_invalid': 'That visit was begun in another browser or is over already. Please try again.',
    'auth.oidc_expired': 'That visit took longer than ten minutes. Please try again.',
    'auth.oidc_unavailable': `${name} does not answer. Please try again later.`,
    'auth.oidc_rejected': `What ${name} sent back could not be accepted. Please try again; if it stays so, tell an admin.`,
    'auth.oidc_not_allowed': `Only certain people are let in here, and your account of ${name} is not among them.`,
    'auth.oidc_no_email': `${name} does not tell your e-mail address, which an account needs.`,
    'auth.oidc_account_exists':
      'There is an account with your e-mail address already. Sign in with its password, then link it under Settings, Account.',
    'auth.oidc_taken': 'That account, or you, is linked with another already.',
    'auth.registration_closed': 'You have no account here, and no new ones are made.',
    'auth.deactivated': 'Your account is deactivated. An admin can open it again.',
  };
  return reasons[code] ?? `${name} or the server refused: ${wordsOf(code.replace(/^auth\.(oidc_)?/, ''))}.`;
}
