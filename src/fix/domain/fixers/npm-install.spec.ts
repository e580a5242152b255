import { fixed, planned } from '../../../../test/support/fix-plan';
import { npmInstall } from './npm-install';

const NOTHING = 'no fixer knows a safe change for this failure';
const manifest = (dependencies: Record<string, string>): string =>
  `${JSON.stringify({ name: 'demo', version: '1.0.0', private: true, dependencies }, null, 2)}\n`;
const conflict = (peer: string, found = '17.0.2', spec = found): string =>
  `npm error code ERESOLVE
npm error ERESOLVE unable to resolve dependency tree
npm error
npm error While resolving: demo@1.0.0
npm error Found: react@${found}
npm error node_modules/react
npm error   react@"${spec}" from the root project
npm error
npm error Could not resolve dependency:
npm error peer react@"${peer}" from react-dom@18.2.0
npm error node_modules/react-dom
npm error   react-dom@"18.2.0" from the root project
npm error
npm error Fix the upstream dependency conflict, or retry this command with --force or --legacy-peer-deps to accept an incorrect (and potentially broken) dependency resolution.
`;
const notarget = `npm error code ETARGET
npm error notarget No matching version found for left-pad@^9.0.0.
npm error notarget In most cases you or one of your dependencies are requesting
npm error notarget a package version that doesn't exist.
`;
const fix = (files: Record<string, string>, log: string) => fixed({ files, log }, [npmInstall]);

describe('npm-install', () => {
  it.each([
    ['an exact version with the least the peer takes', '17.0.2', '^18.2.0', '18.2.0'],
    ['a range with the peer’s words', '^17.0.2', '^18.2.0', '^18.2.0'],
    ['a range with the part of the peer’s that is next to it', '^17.0.2', '^15.0.0 || ^16.8.0', '^16.8.0'],
  ])('replaces %s', async (_what, spec, peer, expected) => {
    const files = { 'package.json': manifest({ react: spec, 'react-dom': '18.2.0' }) };

    const result = await fix(files, conflict(peer, '17.0.2', spec));

    expect(result).toEqual({ 'package.json': manifest({ react: expected, 'react-dom': '18.2.0' }) });
  });

  it('offers a change of versions only as a suggestion', async () => {
    const files = { 'package.json': manifest({ react: '17.0.2', 'react-dom': '18.2.0' }) };

    const plan = await planned({ files, log: conflict('^18.2.0') }, [npmInstall]);

    expect(plan).toMatchObject({ outcome: 'patch', safety: 'suggestion' });
  });

  it('declines when another dependent wants what is there', async () => {
    const files = { 'package.json': manifest({ react: '17.0.2', 'react-dom': '18.2.0' }) };
    const log = conflict('^18.2.0').replace(
      'npm error   react@"17.0.2" from',
      'npm error   peer react@"^17.0.0" from react-widget@1.0.0\nnpm error   react@"17.0.2" from',
    );

    const result = await fix(files, log);

    expect(result).toBe(NOTHING);
  });

  it('declines when a lock file would have to follow', async () => {
    const files = { 'package.json': manifest({ react: '17.0.2' }), 'package-lock.json': '{}\n' };

    const result = await fix(files, conflict('^18.2.0'));

    expect(result).toBe(NOTHING);
  });

  it('sets a version that does not exist back to what the lock file remembers', async () => {
    const packages = {
      '': { name: 'demo', version: '1.0.0', dependencies: { 'left-pad': '^1.3.0' } },
      'node_modules/left-pad': { version: '1.3.0' },
    };
    const files = {
      'package.json': manifest({ 'left-pad': '^9.0.0' }),
      'package-lock.json': `${JSON.stringify({ name: 'demo', lockfileVersion: 3, packages }, null, 2)}\n`,
    };

    const result = await fix(files, notarget);

    expect(result).toEqual({ 'package.json': manifest({ 'left-pad': '^1.3.0' }) });
  });

  it('invents no version where the tree tells none, and names the command', async () => {
    const files = { 'package.json': manifest({ 'left-pad': '^9.0.0' }) };

    const plan = await planned({ files, log: notarget }, [npmInstall]);

    expect(plan).toMatchObject({ outcome: 'declined', commands: ['npm view left-pad versions'] });
  });
});
