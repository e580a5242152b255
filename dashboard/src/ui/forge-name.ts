/** How forges spell themselves: the one place to add a new one. */
const NAMES: Readonly<Record<string, string>> = { github: 'GitHub', gitlab: 'GitLab' };
/** The instance that needs no name. */
const FIRST = 'default';

/** A forge's own spelling of its name, and which instance where it is not the first: `GitLab (work)`. */
export function forgeName({
  provider,
  instance = FIRST,
}: {
  readonly provider: string;
  readonly instance?: string | undefined;
}): string {
  const name = NAMES[provider] ?? provider;
  return instance === FIRST ? name : `${name} (${instance})`;
}

/** Tells forges apart where a list of them needs keys. */
export function forgeKey({ provider, instance }: { readonly provider: string; readonly instance: string }): string {
  return `${provider}/${instance}`;
}
