import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../../src/free-port';
import { Member, type MemberRole } from './member';

export interface FleetPlan {
  readonly roles: readonly MemberRole[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Clocks that are wrong, milliseconds by member's name. */
  readonly skews?: Readonly<Record<string, number>>;
}

/** Processes of the product on one database. */
export class Fleet {
  private readonly timer: NodeJS.Timeout;

  private constructor(readonly members: readonly Member[]) {
    this.timer = setInterval(() => {
      for (const member of members) member.sample();
    }, 500);
    this.timer.unref();
  }

  /** Members that are not started yet. */
  static async plan({ roles, folder, environment, skews = {} }: FleetPlan): Promise<Fleet> {
    const member = async (role: MemberRole, at: number): Promise<Member> => {
      const name = `${role}-${at + 1}`;
      return new Member({
        name,
        role,
        port: role === 'worker' ? null : await freePort('127.0.0.1', 0),
        environment: { ...environment, DATA_DIR: path.join(folder, name) },
        skewMs: skews[name] ?? 0,
        logFile: path.join(folder, `${name}.log`),
      });
    };
    mkdirSync(folder, { recursive: true });
    const members: Member[] = [];
    for (const [at, role] of roles.entries()) members.push(await member(role, at - roles.indexOf(role)));
    return new Fleet(members);
  }

  get servers(): readonly Member[] {
    return this.members.filter(({ plan }) => plan.role === 'serve');
  }

  get workers(): readonly Member[] {
    return this.members.filter(({ plan }) => plan.role === 'worker');
  }

  /** A member by its name. */
  member(name: string): Member {
    const found = this.members.find(({ plan }) => plan.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  }

  async start(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
  }

  /** Ends all; those told politely give their exit codes. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<readonly (number | null)[]> {
    clearInterval(this.timer);
    return Promise.all(this.members.map((member) => member.end(signal)));
  }
}
