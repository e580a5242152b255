// The rules of docs/architecture.md as a check: orders, front doors, pure core, one room per third party.
const FEATURES = [
  'auth',
  'oauth',
  'repository',
  'webhook',
  'workflow',
  'incident',
  'fix',
  'pull-request',
  'analytics',
  'alert',
  'live',
];
/** What a feature shows to others: facts, errors, its module, and the services named here. */
const PUBLIC = {
  auth: ['accounts', 'callers', 'closing-hooks', 'seizures', 'webhook-secrets'],
  oauth: ['forge-access', 'disconnect-hooks'],
  repository: ['connection.directory', 'repository.access'],
  webhook: [],
  workflow: ['workflow.public', 'diagnosis-runner'],
  incident: ['incident.ledger', 'linked-pull-requests'],
  fix: ['fix.types'],
  'pull-request': [],
  analytics: ['rollup.keeper'],
  alert: [],
  live: [],
};
const frontDoor = (feature) => {
  const services = [`${feature}.service`, ...PUBLIC[feature]].join('|').replaceAll('.', '\\.');
  return `\\.(module|facts|errors)\\.ts$|^src/${feature}/(${services})\\.ts$`;
};
const PLATFORM = ['common', 'config', 'database', 'queue', 'forge', 'ai', 'ci-file'];

const order = FEATURES.flatMap((feature, index) => {
  const later = FEATURES.slice(index + 1);
  if (later.length === 0) return [];
  return [
    {
      name: `order-${feature}`,
      comment: `${feature} may import only the features before it: facts travel right, imports point left`,
      severity: 'error',
      from: { path: `^src/${feature}/` },
      to: { path: `^src/(${later.join('|')}|operations)/` },
    },
  ];
});

const doors = FEATURES.map((feature) => ({
  name: `front-door-${feature}`,
  comment: `others reach ${feature} only through its public files`,
  severity: 'error',
  from: {
    path: '^src/',
    pathNot: [`^src/${feature}/`, '^src/(app|app\\.module|entities|cli|cli/[^/]+|start)\\.ts$', '\\.spec\\.ts$'],
  },
  to: { path: `^src/${feature}/`, pathNot: frontDoor(feature) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '(\\.d\\.ts|^src/cli\\.ts)$' },
      to: {},
    },
    ...order,
    ...doors,
    {
      name: 'pure-core',
      comment: 'diagnosis imports nothing but itself and pure packages: no Nest, no I/O, no other room',
      severity: 'error',
      from: { path: '^src/diagnosis/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(?!diagnosis/)|^node_modules/@nestjs|^(fs|net|http|https|child_process|worker_threads)$' },
    },
    {
      name: 'ci-file-stands-alone',
      comment: 'the linter of CI files knows texts alone: no Nest, no other room, no network',
      severity: 'error',
      from: { path: '^src/ci-file/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(?!ci-file/)|^node_modules/@nestjs|^(net|http|https|child_process|worker_threads)$' },
    },
    {
      name: 'pure-domain',
      comment: 'domain/ decides; it never reaches for Nest, a store or the network',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.(store|entity|controller|module|service)\\.ts$|^node_modules/(@nestjs|typeorm|pg)' },
    },
    {
      name: 'linters-on-first-use',
      comment: 'linters take seconds to load: a fixer imports them where a finding of theirs is looked at, never above',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/fix/domain/script/(lint|plugins|react-rules)\\.ts$|\\.spec\\.ts$' },
      to: {
        path: '^node_modules/(eslint|eslint-plugin-[\\w-]+|stylelint|@stylistic|@typescript-eslint|@biomejs|@astral-sh|@vscode)/|^src/fix/domain/script/(lint|plugins|react-rules)\\.ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: `^src/(${PLATFORM.join('|')})/` },
      to: { path: `^src/(${FEATURES.join('|')}|operations)/` },
    },
    {
      name: 'octokit-only-in-the-github-driver',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/forge/github/' },
      to: { path: '^node_modules/@octokit/' },
    },
    {
      name: 'gitbeaker-only-in-the-gitlab-driver',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/forge/gitlab/' },
      to: { path: '^node_modules/@gitbeaker/' },
    },
    {
      name: 'typeorm-only-in-stores',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/database/|\\.(store|entity|spec)\\.ts$' },
      to: { path: '^node_modules/typeorm/' },
    },
    {
      name: 'drivers-behind-the-contract',
      comment: 'features ask the registry for a driver; only the composition of the forge room imports one',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/forge/(github|gitlab)/|^src/forge/forge\\.module\\.ts$|\\.spec\\.ts$' },
      to: { path: '^src/forge/(github|gitlab)/' },
    },
    {
      name: 'product-without-demo-or-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(demo|bench|test)/' },
    },
    {
      name: 'no-dev-dependencies-in-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
