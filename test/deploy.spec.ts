import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { validate } from 'dockerfile-utils';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { parse, parseAllDocuments } from 'yaml';

const ROOT = path.join(__dirname, '..');
const KUBERNETES = 'deploy/kubernetes';
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Every setting there is: `.env.example` lists them all, which `npm run check` holds against the Env class. */
const SETTINGS = new Set([...read('.env.example').matchAll(/^#([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? ''));
const COMMANDS = new Set([...read('src/cli.ts').matchAll(/\.command\('([a-z]+)'/g)].map(([, name]) => name ?? ''));
const unknownSettings = (names: Iterable<string>): string[] => [...names].filter((name) => !SETTINGS.has(name));

interface Container {
  readonly args: readonly string[];
  readonly image: string;
  readonly envFrom: readonly object[];
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly selector?: unknown;
    readonly template?: {
      readonly metadata: { readonly labels: object };
      readonly spec: { readonly containers: readonly Container[] };
    };
  };
}

const KINDS: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  ConfigMap,
  Deployment,
  Ingress,
  PodDisruptionBudget,
  Service,
};

const manifests: readonly Manifest[] = readdirSync(path.join(ROOT, KUBERNETES))
  .filter((file) => file !== 'kustomization.yaml')
  .flatMap((file) => parseAllDocuments(read(`${KUBERNETES}/${file}`)).map((document) => document.toJS() as Manifest));

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const instructions = [...dockerfile.replace(/\\\n/g, ' ').matchAll(/^([A-Z]+) (.*)$/gm)];
  const of = (name: string) => instructions.filter(([, word]) => word === name).map(([, , rest]) => rest ?? '');

  it('is a Dockerfile without mistakes, that runs as nobody special and tells its health', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(of('USER')).toEqual(['node']);
    expect(of('HEALTHCHECK').join()).toContain('/health/ready');
    expect(of('FROM')).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE}']);
    expect(of('ARG').join()).toMatch(/^NODE_IMAGE=node:24\.\d+\.\d+-[a-z]+-slim@sha256:[0-9a-f]{64}$/);
    const set = of('ENV').flatMap((line) => [...line.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name ?? ''));
    expect(unknownSettings(set)).toEqual([]);
    expect(COMMANDS).toContain((JSON.parse(of('CMD').at(-1) ?? '[]') as string[])[0]);
  });

  it('is built from every folder the build reads, and from no settings or data', () => {
    const allowed = read('.dockerignore').split('\n');
    expect(allowed.find((line) => !line.startsWith('#'))).toBe('*');
    const copied = of('COPY').flatMap((line) => [...line.matchAll(/\/src\/([\w.]+)/g)].map(([, name]) => name ?? ''));
    const made = ['node_modules', 'dist'];
    for (const name of copied.filter((one) => !made.includes(one))) expect(allowed).toContain(`!${name}`);
    expect(allowed.filter((line) => /\.env|\.git|\.devflowfix/.test(line))).toEqual([]);
  });
});

test('the compose file starts roles there are, with settings there are, on the image this repository builds', () => {
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<
      string,
      { command?: string[]; environment: Record<string, string>; image: string; build?: string }
    >;
  };
  const ours = Object.values(services).filter(({ build }) => build !== undefined);
  expect(ours.map(({ command }) => command)).toEqual([['serve'], ['worker']]);
  for (const { command, environment } of ours) {
    expect(COMMANDS).toContain(command?.[0]);
    expect(unknownSettings(Object.keys(environment))).toEqual([]);
  }
  expect(services.postgres?.image).toMatch(/^postgres:\d+-/);
});

describe('the Kubernetes manifests', () => {
  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s is what the API server takes',
    (_name, manifest) => {
      const Kind = KINDS[manifest.kind];
      if (Kind === undefined) throw new Error(`no schema for ${manifest.kind}`);
      expect(() => {
        new Kind(manifest as never).validate();
      }).not.toThrow();
    },
  );

  it('would be refused with a misspelt field', () => {
    const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment');
    const broken = { ...deployment, spec: { ...deployment?.spec, replicas: 'two' } };
    expect(() => {
      new Deployment(broken as never).validate();
    }).toThrow(/replicas/);
  });

  it('start roles there are with settings there are, and every selector finds its pods', () => {
    const templates = manifests.flatMap(({ spec }) => spec?.template ?? []);
    const roles = templates.flatMap(({ spec }) => spec.containers.map(({ args }) => args));
    expect(roles).toEqual([['serve'], ['worker']]);
    const settings = manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap(({ data }) => Object.keys(data ?? {}));
    expect(unknownSettings(settings)).toEqual([]);
    const pods = templates.map(({ metadata }) => metadata.labels);
    for (const { kind, spec } of manifests) {
      if (spec?.selector === undefined) continue;
      const { matchLabels = spec.selector } = spec.selector as { matchLabels?: unknown };
      expect([kind, pods.filter((labels) => JSON.stringify(labels) === JSON.stringify(matchLabels)).length]).toEqual([
        kind,
        1,
      ]);
    }
  });

  it('are all named in the kustomization, with the image it renames', () => {
    const { resources, images } = parse(read(`${KUBERNETES}/kustomization.yaml`)) as {
      resources: string[];
      images: { name: string }[];
    };
    const files = readdirSync(path.join(ROOT, KUBERNETES)).filter((file) => file !== 'kustomization.yaml');
    expect(new Set(resources)).toEqual(new Set(files));
    const used = manifests.flatMap(({ spec }) => spec?.template?.spec.containers ?? []).map(({ image }) => image);
    expect([...new Set(used)]).toEqual(images.map(({ name }) => name));
  });
});

const analyze = spawnSync('systemd-analyze', ['--version']).status === 0 ? test : test.skip;
analyze('systemd finds nothing to complain about in the unit', () => {
  const unit = path.join(ROOT, 'deploy/systemd/devflowfix@.service');
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  // Where Node or the package lies elsewhere than in the unit, that is no mistake of the unit.
  const complaints = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.includes('is not executable'));
  expect(complaints.filter((line) => line.includes('devflowfix'))).toEqual([]);
});
