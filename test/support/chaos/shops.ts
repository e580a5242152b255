import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { DemoGitHub } from '../../../demo/github/server';
import type { ScriptedJob } from '../../../demo/github/scripted-runs';
import { startReceiver, type Receiver } from '../../contract/receiver';
import { addAlertChannel } from '../alerts';
import { ApiClient } from '../api-client';
import { ROOT } from '../built-process';
import { query } from '../embedded-processes';
import { connectAccount, connectRepository } from '../main-road';
import { MISSPELT, WRONG } from '../misspelt';
import { OpenApiCheck } from '../openapi-check';
import { githubRoad } from '../road-github';
import { GREEN } from '../verdict-road';
import { settle } from './oracle';
import type { Stage } from './stage';

const NAMES = ['books', 'shoes', 'tools'] as const;
/** Its failure no rule knows, so the model is asked, which never answers. */
const ASKING = 'maps';

/** A model's endpoint that takes every question and never answers. */
export interface SilentModel {
  readonly url: string;
  readonly asked: number;
  close(): void;
}

export async function startSilentModel(): Promise<SilentModel> {
  let asked = 0;
  const server: Server = createServer((request) => {
    asked += 1;
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get asked() {
      return asked;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly log: string;
}

/** What came of the shops' failures. */
export interface ShopsEnd {
  /** Incidents, by repository. */
  readonly incidents: Readonly<Record<string, number>>;
  /** Pull requests at the forge, by repository. */
  readonly pulls: Readonly<Record<string, number>>;
  /** Messages of one kind about one thing that have more than one id. */
  readonly toldTwice: readonly string[];
  /** Different messages told. */
  readonly told: number;
  /** Hook deliveries the forge could not bring and has not brought since. */
  readonly undelivered: number;
}

/** Repositories at the stand-in that fail while everything else does: their logs are read, their fixes proposed. */
export class Shops {
  private constructor(
    private readonly stage: Stage,
    private readonly github: DemoGitHub,
    private readonly caller: ApiClient,
    private readonly receiver: Receiver,
    private readonly connections: ReadonlyMap<string, string>,
  ) {}

  static async open(stage: Stage, github: DemoGitHub): Promise<Shops> {
    const document = (await (await fetch(`${stage.balancer.url}/openapi.json`)).json()) as OpenAPIObject;
    const caller = new ApiClient(stage.balancer.url, new OpenApiCheck(document));
    const login = { email: 'dana@example.test', password: 'correct horse battery staple' };
    await expectStatus(caller.post('/api/v2/auth/register', login), 201);
    await expectStatus(caller.post('/api/v2/auth/login', login), 200);
    await connectAccount(caller);
    const connections = new Map<string, string>();
    for (const name of [...NAMES, ASKING]) {
      const repository = `dana/${name}`;
      await github.createRepository(repository, { files: { 'README.md': `# ${name}\n` } });
      connections.set(repository, await connectRepository(caller, repository));
    }
    const receiver = await startReceiver();
    const channel = await addAlertChannel(caller, receiver.url);
    const rule = { kind: 'failure_rate', name: 'red', min_runs: 1, threshold: 0.1, channel_ids: [channel.id] };
    await expectStatus(caller.post('/api/v2/alerts/rules', rule), 201);
    const shops = new Shops(stage, github, caller, receiver, connections);
    await shops.decide(() => GREEN);
    return shops;
  }

  /** All of them break; the forge loses some deliveries and sends others twice. */
  async breakAll(): Promise<void> {
    const asking = JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures/ai/build.json'), 'utf8')) as Case;
    for (const repository of this.connections.keys()) {
      const files = repository.endsWith(ASKING) ? asking.files : { 'src/a.ts': WRONG };
      await this.github.push(repository, files);
    }
    this.github.faults.dropWebhooks(3);
    this.github.faults.duplicateWebhooks(3);
    await this.decide((repository) =>
      repository.endsWith(ASKING) ? { name: 'build', conclusion: 'failure', log: asking.log } : MISSPELT,
    );
  }

  /** Heals what the forge lost, as the five-minute check and a person's repair do, and has the alerts judged. */
  async end(): Promise<ShopsEnd> {
    this.github.faults.clear();
    for (let turn = 0; turn < 3; turn += 1) {
      for (const id of this.connections.values()) {
        await expectStatus(this.caller.post(`/api/v2/repositories/connections/${id}/webhook/repair`), 200);
      }
      await this.github.idle();
      await settle(this.stage.url, 120_000);
      await query(this.stage.url, `select graphile_worker.add_job('alert.judge', '{"data": {}}')`);
      await settle(this.stage.url, 120_000);
      await this.github.idle();
    }
    const road = githubRoad(this.github);
    const incidents: Record<string, number> = {};
    const pulls: Record<string, number> = {};
    for (const [repository, id] of this.connections) {
      const { body } = await this.caller.get<{ incidents: unknown[] }>(
        `/api/v2/incidents?repository_connection_id=${id}`,
      );
      incidents[repository] = body.incidents.length;
      pulls[repository] = (await road.pulls(repository)).length;
    }
    const ids = this.messageIds();
    const undelivered = [...this.connections.keys()].flatMap((repository) => {
      const sendings = this.github.hooks.deliveries(repository);
      const brought = new Set(sendings.filter(({ status }) => status === 'OK').map(({ guid }) => guid));
      return sendings.filter(({ guid }) => !brought.has(guid));
    }).length;
    const toldTwice = [...ids].filter(([, known]) => known.size > 1).map(([what]) => what);
    return { incidents, pulls, toldTwice, told: ids.size, undelivered };
  }

  close(): Promise<void> {
    return this.receiver.close();
  }

  /** Ids of what the receiver was sent, by what it says; the same id twice is one message. */
  private messageIds(): ReadonlyMap<string, ReadonlySet<string>> {
    const ids = new Map<string, Set<string>>();
    for (const { headers, body } of this.receiver.arrived) {
      const { type, data } = JSON.parse(body.toString('utf8')) as { type: string; data: { subject: string } };
      const what = `${type} ${data.subject}`;
      ids.set(what, (ids.get(what) ?? new Set()).add(String(headers['webhook-id'])));
    }
    return ids;
  }

  private async decide(job: (repository: string) => ScriptedJob): Promise<void> {
    for (const repository of this.connections.keys())
      await this.github.runs.create({ repository, jobs: [job(repository)] });
  }
}

async function expectStatus(answer: Promise<{ status: number; body: unknown }>, status: number): Promise<void> {
  const given = await answer;
  if (given.status !== status) throw new Error(`answered ${given.status}: ${JSON.stringify(given.body)}`);
}
