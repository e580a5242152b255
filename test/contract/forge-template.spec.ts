import { ForgeError } from '../../src/forge/forge.errors';
import { ForgeRegistry } from '../../src/forge/forge.registry';
import type { ForgeKind } from '../../src/forge/forge.types';
import { createGitHubDriver } from '../../src/forge/github/driver';
import { createGitLabDriver } from '../../src/forge/gitlab/driver';
import { ForgeIdPipe } from '../../src/oauth/forge-id.pipe';
import { createTemplateDriver } from './template/driver';

const THIRD = 'third' as ForgeKind;
const SETTINGS = {
  clientId: null,
  clientSecret: null,
  redirectUri: 'http://localhost/callback',
  scopes: [],
  requestTimeoutMs: 1000,
  userAgent: 'devflowfix-test',
};

describe('a third forge, made from the template', () => {
  const github = createGitHubDriver({ ...SETTINGS, webUrl: 'http://localhost', apiUrl: 'http://localhost' });
  const gitlab = createGitLabDriver({ ...SETTINGS, baseUrl: 'http://localhost' });

  it('is known to the product by one line of the registry', () => {
    const registry = new ForgeRegistry([github, gitlab, createTemplateDriver(THIRD)]);

    expect(registry.kinds()).toEqual(['github', 'gitlab', THIRD]);
    expect(new ForgeIdPipe(registry).transform({ forge: THIRD, instance: undefined })).toEqual({
      kind: THIRD,
      instance: 'default',
    });
  });

  it('has every method the other drivers have', () => {
    const methodsOf = (driver: typeof github): string[] => Object.keys(driver.connect({ accessToken: 'none' })).sort();

    expect(methodsOf(createTemplateDriver(THIRD))).toEqual(methodsOf(github));
    expect(methodsOf(gitlab)).toEqual(methodsOf(github));
  });

  it('says what it cannot do yet in the words of the contract, and believes no delivery', async () => {
    const driver = createTemplateDriver(THIRD);

    const [answer] = await Promise.allSettled([driver.connect({ accessToken: 'none' }).account()]);

    expect(answer).toMatchObject({ status: 'rejected', reason: { kind: 'rejected' } });
    expect((answer as PromiseRejectedResult).reason).toBeInstanceOf(ForgeError);
    expect(driver.webhooks.verify({}, Buffer.from('{}'), 'secret')).toBe(false);
  });
});
