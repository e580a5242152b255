import { planned } from '../../../../test/support/fix-plan';
import { judge } from '../gates/index';
import { workflowPermissions } from './workflow-permissions';

const FILE = '.github/workflows/ci.yml';
const DENIED = 'remote: Permission to acme/app.git denied to github-actions[bot].\n';
const workflow = (top: string, own: string): string =>
  `on: push\n${top}jobs:\n  release:\n${own}    runs-on: ubuntu-latest\n    steps:\n      - run: git push\n`;

async function after(text: string, log: string): Promise<string> {
  const plan = await planned({ files: { [FILE]: text }, log }, [workflowPermissions]);
  return plan.outcome === 'patch' ? (plan.changes[0]?.after?.text ?? '') : plan.why;
}

describe('a right that the log says is missing', () => {
  it.each([
    ['a job without any', '', '', DENIED, '    permissions:\n      contents: write\n'],
    [
      'a job that had the workflow’s',
      'permissions:\n  contents: read\n  checks: write\n',
      '',
      DENIED,
      '    permissions:\n      checks: write\n      contents: write\n',
    ],
    [
      'a job with others',
      '',
      '    permissions:\n      contents: read\n',
      'Error: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable\n',
      '    permissions:\n      id-token: write\n      contents: read\n',
    ],
    [
      'a job with less of it',
      '',
      '    permissions:\n      contents: read\n',
      DENIED,
      '    permissions:\n      contents: write\n',
    ],
    [
      'a comment on a pull request',
      '',
      '    permissions:\n      contents: read\n',
      'Run gh pr comment 1 --body x\nGraphQL: Resource not accessible by integration (addComment)\n',
      '    permissions:\n      pull-requests: write\n      contents: read\n',
    ],
    [
      'what GitHub itself names',
      '',
      '',
      "    'x-accepted-github-permissions': 'pull_requests=write',\n",
      '    permissions:\n      contents: read\n      pull-requests: write\n',
    ],
  ])('is given to %s', async (_what, top, own, log, permissions) => {
    expect(await after(workflow(top, own), log)).toBe(workflow(top, permissions));
  });

  it('always waits for a person', async () => {
    const plan = await planned({ files: { [FILE]: workflow('', '') }, log: DENIED }, [workflowPermissions]);

    expect(plan).toMatchObject({ outcome: 'patch', safety: 'suggestion' });
    expect(plan.outcome === 'patch' && judge(plan).some(({ severity }) => severity !== null)).toBe(true);
  });

  it.each([
    [
      'it may be one of two rights',
      workflow('', ''),
      "    'x-accepted-github-permissions': 'issues=write; pull_requests=write',\n",
    ],
    ['the permissions are no list', workflow('', '    permissions: read-all\n'), DENIED],
    ['a person was denied', workflow('', ''), 'remote: Permission to acme/app.git denied to jane.\n'],
    ['several jobs could be meant', `${workflow('', '')}  two:\n    runs-on: ubuntu-latest\n    steps: []\n`, DENIED],
  ])('is not given where %s', async (_what, text, log) => {
    expect(await after(text, log)).not.toContain('write');
  });
});
