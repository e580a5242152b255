import { createHash } from 'node:crypto';
import type { Json } from './json';
import type { SeedUser } from './options';

export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
}

/** The people, by name and by id. */
export class UserTable {
  private readonly users: readonly User[];

  constructor(seed: readonly SeedUser[], now: Date) {
    this.users = seed.map((user, index) => ({
      id: 101 + index,
      username: user.username,
      name: user.name ?? user.username,
      email: user.email ?? `${user.username}@example.test`,
      createdAt: now,
    }));
  }

  all(): readonly User[] {
    return this.users;
  }

  find(username: string): User | undefined {
    return this.users.find((user) => user.username === username);
  }

  require(username: string): User {
    const user = this.find(username);
    if (!user) throw new Error(`there is no user ${username}`);
    return user;
  }

  byId(id: number): User | undefined {
    return this.users.find((user) => user.id === id);
  }
}

export function avatar(user: User): string {
  const hash = createHash('sha256').update(user.email).digest('hex');
  return `https://www.gravatar.com/avatar/${hash}?s=80&d=identicon`;
}

/** A person as other objects show them. */
export function basicUser(user: User, origin: string): Json {
  return {
    id: user.id,
    username: user.username,
    public_email: '',
    name: user.name,
    state: 'active',
    locked: false,
    avatar_url: avatar(user),
    web_url: `${origin}/${user.username}`,
  };
}

/** A person as webhooks show them; the address is shown to nobody who did not publish it. */
export function hookUser(user: User): Json {
  return { id: user.id, name: user.name, username: user.username, avatar_url: avatar(user), email: '[REDACTED]' };
}

/** The caller's own account. */
export function ownUser(user: User, origin: string): Json {
  return {
    ...basicUser(user, origin),
    created_at: user.createdAt.toISOString(),
    bio: '',
    location: '',
    linkedin: '',
    twitter: '',
    discord: '',
    website_url: '',
    github: '',
    job_title: '',
    pronouns: null,
    organization: '',
    bot: false,
    work_information: null,
    local_time: null,
    last_sign_in_at: user.createdAt.toISOString(),
    confirmed_at: user.createdAt.toISOString(),
    last_activity_on: user.createdAt.toISOString().slice(0, 10),
    email: user.email,
    theme_id: 3,
    color_scheme_id: 1,
    projects_limit: 100000,
    current_sign_in_at: user.createdAt.toISOString(),
    identities: [],
    can_create_group: true,
    can_create_project: true,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    commit_email: user.email,
  };
}
