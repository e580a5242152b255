import type { OidcRules } from '../../config/oidc';

/** Somebody as an issuer describes them. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** The issuer says so itself, with the word `true`. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly groups: readonly string[];
}

/** What is known here of the account a person may be. */
export interface Account {
  readonly id: string;
  readonly deactivated: boolean;
  /** True when it belongs to somebody of the same issuer already. */
  readonly linked: boolean;
}

/** Why somebody does not get in. */
export type Refusal = 'not-allowed' | 'deactivated' | 'no-email' | 'account-exists' | 'taken' | 'registration-closed';

/** What becomes of a sign-in. */
export type Decision =
  | { readonly do: 'enter'; readonly userId: string }
  /** `seize`: nobody has proven yet that the account is theirs, so whatever opened it before opens it no more. */
  | { readonly do: 'link'; readonly userId: string; readonly seize: boolean }
  | { readonly do: 'create'; readonly email: string }
  | { readonly do: 'refuse'; readonly why: Refusal };

/** Longest name and address that are kept. */
const LONGEST_NAME = 200;
const LONGEST_EMAIL = 254;

const textOf = (value: unknown, longest: number): string | null => {
  // Control characters have no place in names, and PostgreSQL takes no NUL.
  const text = typeof value === 'string' ? value.replaceAll(/\p{Cc}/gu, '').trim() : '';
  return text === '' ? null : text.slice(0, longest);
};

/** What an issuer's claims say of a person. A claim of another shape than the standard's is none. */
export function personOf(
  claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string },
  groupsClaim: string,
): Person {
  const groups = claims[groupsClaim];
  const email = textOf(claims.email, LONGEST_EMAIL + 1);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: email !== null && email.length <= LONGEST_EMAIL && /^[^\s@]+@[^\s@]+$/.test(email) ? email : null,
    emailVerified: claims.email_verified === true,
    name: textOf(claims.name, LONGEST_NAME) ?? textOf(claims.preferred_username, LONGEST_NAME),
    groups: (Array.isArray(groups) ? groups : [groups]).filter((group): group is string => typeof group === 'string'),
  };
}

/** True for a person the rules let in. An address counts for its domain only when the issuer verified it. */
export function isAllowed(person: Person, rules: OidcRules): boolean {
  const domain = person.emailVerified ? person.email?.split('@').at(-1)?.toLowerCase() : undefined;
  if (rules.allowedDomains.length > 0 && (domain === undefined || !rules.allowedDomains.includes(domain))) return false;
  return rules.allowedGroups.length === 0 || rules.allowedGroups.some((group) => person.groups.includes(group));
}

/** The role the issuer gives; null where it gives none and the one written down here counts. */
export function roleOf(person: Person, rules: OidcRules): 'admin' | 'member' | null {
  if (rules.adminGroup === null) return null;
  return person.groups.includes(rules.adminGroup) ? 'admin' : 'member';
}

/**
 * True when somebody still gets into an account without one of its identities: by a password, where those are taken, or by
 * another identity at the issuer that is set. One of an issuer that is set no more lets nobody in.
 */
export function opensWithout(id: string, { password, identities, issuer }: WaysIn): boolean {
  return password || identities.some((other) => other.id !== id && other.issuer === issuer);
}

/** How an account can be signed in to. */
export interface WaysIn {
  /** It has one, and passwords are taken here. */
  readonly password: boolean;
  readonly identities: readonly { readonly id: string; readonly issuer: string }[];
  /** The issuer of the settings; null without one. */
  readonly issuer: string | null;
}

/**
 * Whose account a person gets. `known` is the one that belongs to their issuer and subject, `byEmail` the one with their
 * address, `signedIn` the one that asked, signed in, to be linked. An address alone opens nothing, unless the operator has
 * said that addresses the issuer verified may.
 */
export function decide(
  person: Person,
  rules: OidcRules,
  { known, byEmail, signedIn }: Readonly<Record<'known' | 'byEmail' | 'signedIn', Account | null>>,
): Decision {
  const refuse = (why: Refusal): Decision => ({ do: 'refuse', why });
  if (!isAllowed(person, rules)) return refuse('not-allowed');
  if (signedIn !== null) {
    if (known !== null ? known.id !== signedIn.id : signedIn.linked) return refuse('taken');
    return known === null ? { do: 'link', userId: signedIn.id, seize: false } : { do: 'enter', userId: known.id };
  }
  if (known !== null) return known.deactivated ? refuse('deactivated') : { do: 'enter', userId: known.id };
  if (person.email === null) return refuse('no-email');
  if (byEmail !== null) {
    const mayLink = rules.linking === 'verified_email' && person.emailVerified && !byEmail.linked;
    if (!mayLink) return refuse('account-exists');
    return byEmail.deactivated ? refuse('deactivated') : { do: 'link', userId: byEmail.id, seize: true };
  }
  return rules.registration === 'open' ? { do: 'create', email: person.email } : refuse('registration-closed');
}
