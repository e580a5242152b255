/** How forges spell themselves: the one place to add a new one. */
const NAMES: Readonly<Record<string, string>> = { github: 'GitHub', gitlab: 'GitLab' };

/** A forge's own spelling of its name. */
export function forgeName(kind: string): string {
  return NAMES[kind] ?? kind;
}
