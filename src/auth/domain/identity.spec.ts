import type { OidcRules } from '../../config/oidc';
import { decide, isAllowed, opensWithout, personOf, roleOf, type Account, type Person } from './identity';

const RULES: OidcRules = {
  allowedDomains: [],
  allowedGroups: [],
  adminGroup: null,
  registration: 'open',
  linking: 'signed_in',
};
const DANA: Person = {
  issuer: 'https://id.example.test',
  subject: '7',
  email: 'dana@example.test',
  emailVerified: true,
  name: 'Dana',
  groups: ['crew'],
};
const account = (id: string, rest: Partial<Account> = {}): Account => ({
  id,
  deactivated: false,
  linked: false,
  ...rest,
});
const nobody = { known: null, byEmail: null, signedIn: null };
const byMail = { ...RULES, linking: 'verified_email' } as const;

test('claims of the wrong shape are none', () => {
  const person = personOf(
    { iss: 'i', sub: 's', email: ['a@b'], email_verified: 'true', name: { a: 1 }, groups: ['a', 1, null] },
    'groups',
  );

  expect(person).toEqual({
    issuer: 'i',
    subject: 's',
    email: null,
    emailVerified: false,
    name: null,
    groups: ['a'],
  });
});

test.each([
  ['no address', 'dana'],
  ['an address too long to be one', `${'d'.repeat(250)}@example.test`],
])('%s is no e-mail address', (_, email) => {
  expect(personOf({ iss: 'i', sub: 's', email }, 'groups').email).toBeNull();
});

test('control characters of a name are left out, and one group may come as a text', () => {
  const person = personOf({ iss: 'i', sub: 's', name: 'Da\0\nna', roles: 'crew' }, 'roles');

  expect(person).toMatchObject({ name: 'Dana', groups: ['crew'] });
});

test.each<[string, boolean, Partial<OidcRules>, Partial<Person>]>([
  ['anybody where nothing is asked for', true, {}, { email: null, groups: [] }],
  ['an address of the domain', true, { allowedDomains: ['example.test'] }, { email: 'DANA@Example.TEST' }],
  [
    'an address that only ends like the domain',
    false,
    { allowedDomains: ['example.test'] },
    { email: 'd@notexample.test' },
  ],
  ['the domain in the wrong half', false, { allowedDomains: ['example.test'] }, { email: 'example.test@evil.test' }],
  ['an address nobody verified', false, { allowedDomains: ['example.test'] }, { emailVerified: false }],
  ['no address', false, { allowedDomains: ['example.test'] }, { email: null }],
  ['a member of one of the groups', true, { allowedGroups: ['ops', 'crew'] }, {}],
  ['a member of none of them', false, { allowedGroups: ['ops'] }, {}],
  ['the right domain and the wrong group', false, { allowedDomains: ['example.test'], allowedGroups: ['ops'] }, {}],
])('%s: let in %s', (_, allowed, rules, person) => {
  expect(isAllowed({ ...DANA, ...person }, { ...RULES, ...rules })).toBe(allowed);
});

test('who is an admin is the group’s to say, where there is one', () => {
  expect([null, 'crew', 'ops'].map((adminGroup) => roleOf(DANA, { ...RULES, adminGroup }))).toEqual([
    null,
    'admin',
    'member',
  ]);
});

test('issuer and subject open the account they belong to, whatever the address says', () => {
  const decision = decide(DANA, RULES, { ...nobody, known: account('1'), byEmail: account('2') });

  expect(decision).toEqual({ do: 'enter', userId: '1' });
});

test('an account with the same address is not opened by it', () => {
  expect(decide(DANA, RULES, { ...nobody, byEmail: account('2') })).toEqual({ do: 'refuse', why: 'account-exists' });
});

test('where the operator trusts addresses the issuer verified, one opens the account and shuts all others out', () => {
  const decision = decide(DANA, byMail, { ...nobody, byEmail: account('2') });

  expect(decision).toEqual({ do: 'link', userId: '2', seize: true });
});

test.each<[string, Partial<Person>, Account]>([
  ['an address nobody verified', { emailVerified: false }, account('2')],
  ['another person of the same issuer', {}, account('2', { linked: true })],
])('%s never takes over an account, even there', (_, person, byEmail) => {
  const decision = decide({ ...DANA, ...person }, byMail, { ...nobody, byEmail });

  expect(decision).toEqual({ do: 'refuse', why: 'account-exists' });
});

test('who is signed in links the account that is open, and no other', () => {
  const signedIn = account('3');
  const decided = [
    decide(DANA, RULES, { ...nobody, signedIn }),
    decide(DANA, RULES, { ...nobody, signedIn, byEmail: account('2') }),
    decide(DANA, RULES, { ...nobody, signedIn, known: account('3', { linked: true }) }),
    decide(DANA, RULES, { ...nobody, signedIn, known: account('9', { linked: true }) }),
    decide(DANA, RULES, { ...nobody, signedIn: account('3', { linked: true }) }),
  ];

  expect(decided).toEqual([
    { do: 'link', userId: '3', seize: false },
    { do: 'link', userId: '3', seize: false },
    { do: 'enter', userId: '3' },
    { do: 'refuse', why: 'taken' },
    { do: 'refuse', why: 'taken' },
  ]);
});

test.each<[string, Parameters<typeof decide>]>([
  ['not-allowed', [DANA, { ...RULES, allowedGroups: ['ops'] }, { ...nobody, known: account('1') }]],
  ['deactivated', [DANA, RULES, { ...nobody, known: account('1', { deactivated: true }) }]],
  ['deactivated', [DANA, byMail, { ...nobody, byEmail: account('1', { deactivated: true }) }]],
  ['no-email', [{ ...DANA, email: null }, RULES, nobody]],
  ['registration-closed', [DANA, { ...RULES, registration: 'closed' }, nobody]],
])('refused: %s', (why, [person, rules, accounts]) => {
  expect(decide(person, rules, accounts)).toEqual({ do: 'refuse', why });
});

test('people nobody knows get an account where that is open, verified or not', () => {
  expect(decide({ ...DANA, emailVerified: false }, RULES, nobody)).toEqual({
    do: 'create',
    email: 'dana@example.test',
  });
});

test('an account opens without an identity by a password, or by another identity at the issuer that is set', () => {
  const issuer = 'https://id.example.test';
  const [here, old] = [
    { id: 'a', issuer },
    { id: 'b', issuer: 'https://old.example.test' },
  ];
  const opens = (id: string, identities: readonly { id: string; issuer: string }[], password = false) =>
    opensWithout(id, { password, identities, issuer });

  expect(opens('a', [here], true)).toBe(true);
  expect(opens('b', [here, old])).toBe(true);
  expect([opens('a', [here]), opens('a', [here, old])]).toEqual([false, false]);
  expect(opensWithout('a', { password: false, identities: [here, old], issuer: null })).toBe(false);
});
