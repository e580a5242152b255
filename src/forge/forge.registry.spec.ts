import { ForgeRegistry } from './forge.registry';
import { createGitHubDriver } from './github/driver';
import { createGitLabDriver } from './gitlab/driver';

const common = {
  clientId: null,
  clientSecret: null,
  redirectUri: 'http://localhost/callback',
  scopes: ['api'],
  requestTimeoutMs: 1000,
  userAgent: 'devflowfix',
};
const github = createGitHubDriver({ ...common, webUrl: 'https://github.com', apiUrl: 'https://api.github.com' });
const gitlab = createGitLabDriver({ ...common, baseUrl: 'https://gitlab.com' });
const own = createGitLabDriver({ ...common, baseUrl: 'https://git.example.test', instance: 'own' });

describe('the forge registry', () => {
  it('gives the driver of a forge', () => {
    const registry = new ForgeRegistry([github, gitlab, own]);

    expect(registry.find({ kind: 'gitlab', instance: 'default' })).toBe(gitlab);
    expect(registry.find({ kind: 'gitlab', instance: 'own' })).toBe(own);
    expect(registry.all()).toEqual([github, gitlab, own]);
    expect(registry.kinds()).toEqual(['github', 'gitlab']);
    expect(registry.webhooks('gitlab')).toBe(gitlab.webhooks);
  });

  it('has no driver for what is not set up', () => {
    const registry = new ForgeRegistry([github]);

    expect(registry.find({ kind: 'github', instance: 'own' })).toBeNull();
    expect(() => registry.webhooks('gitlab')).toThrow('no forge driver for gitlab; present: github');
  });

  it('refuses two drivers for one forge', () => {
    expect(() => new ForgeRegistry([own, own])).toThrow('two forge drivers of one name: gitlab/own, gitlab/own');
  });
});
