import { createHash, randomBytes } from 'node:crypto';
import type { ContractContext } from './forge.contract';

/** The OAuth dance. */
export function describeOAuth({ world, proves }: ContractContext): void {
  const oauth = (): ReturnType<ContractContext['world']>['driver']['oauth'] => world().driver.oauth;

  const owner = (): { username: string } => ({ username: world().owner.username });

  /** The owner agrees; resolves with what our callback is called with. */
  async function agree(): Promise<{ code: string; state: string | null; codeVerifier: string }> {
    const codeVerifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const callback = await world().authorize(oauth().authorizationUrl({ state: 'st&te', codeChallenge }));
    const { searchParams } = new URL(callback);
    return { code: searchParams.get('code') ?? '', state: searchParams.get('state'), codeVerifier };
  }

  proves('oauth', () => {
    it('grants a credential with the scopes asked for, and gives the state back', async () => {
      const { state, ...code } = await agree();

      const grant = await oauth().exchangeCode(code);
      const account = await world().driver.connect(grant).account();

      expect(state).toBe('st&te');
      expect(oauth().missingScopes(grant.scopes)).toEqual([]);
      expect(account.username).toBe(world().owner.username);
    });

    it('refuses a code that was used', async () => {
      const { code, codeVerifier } = await agree();
      await oauth().exchangeCode({ code, codeVerifier });

      await expect(oauth().exchangeCode({ code, codeVerifier })).rejects.toMatchObject({ kind: 'rejected' });
    });

    it('refuses a code that somebody else brings', async () => {
      const { code } = await agree();

      const exchange = oauth().exchangeCode({ code, codeVerifier: randomBytes(32).toString('base64url') });

      await expect(exchange).rejects.toMatchObject({ kind: 'rejected' });
    });

    it('ends a credential, and knows when it is ended already', async () => {
      const { code, codeVerifier } = await agree();
      const grant = await oauth().exchangeCode({ code, codeVerifier });

      const revoked = [await oauth().revoke(grant.accessToken), await oauth().revoke(grant.accessToken)];

      expect(revoked).toEqual([true, true]);
      await expect(world().driver.connect(grant).account()).rejects.toMatchObject({ kind: 'unauthorized' });
    });
  });

  proves('refresh', () => {
    it('makes a new pair, and ends the old one with it', async () => {
      const { code, codeVerifier } = await agree();
      const old = await oauth().exchangeCode({ code, codeVerifier });

      const fresh = await oauth().refresh(old.refreshToken ?? '');

      expect(fresh.accessToken).not.toBe(old.accessToken);
      expect(fresh.refreshToken).not.toBe(old.refreshToken);
      expect(fresh.expiresAt?.getTime()).toBeGreaterThan(Date.now());
      await expect(world().driver.connect(fresh).account()).resolves.toMatchObject(owner());
      await expect(world().driver.connect(old).account()).rejects.toMatchObject({ kind: 'unauthorized' });
      await expect(oauth().refresh(old.refreshToken ?? '')).rejects.toMatchObject({ kind: 'unauthorized' });
    });
  });
}
