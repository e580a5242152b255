import { ForgeRegistry } from './forge.registry';
import { createGitHubDriver } from './github/driver';

const github = createGitHubDriver({
  webUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  clientId: null,
  clientSecret: null,
  redirectUri: 'http://localhost/callback',
  scopes: ['repo'],
  requestTimeoutMs: 1000,
  userAgent: 'devflowfix',
});

describe('the forge registry', () => {
  it('gives the driver of a kind', () => {
    const registry = new ForgeRegistry([github]);

    expect(registry.driver('github')).toBe(github);
    expect(registry.kinds()).toEqual(['github']);
  });

  it('says which kind is missing and which are there', () => {
    const registry = new ForgeRegistry([github]);

    expect(() => registry.driver('gitlab')).toThrow('no forge driver for gitlab; present: github');
  });

  it('refuses two drivers of one kind', () => {
    expect(() => new ForgeRegistry([github, github])).toThrow('two forge drivers of one kind: github, github');
  });
});
