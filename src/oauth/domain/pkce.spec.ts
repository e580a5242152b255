import { codeChallenge } from './pkce';

test('the challenge is the one of RFC 7636, appendix B', () => {
  const challenge = codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');

  expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});
