/** Forges the demo can be told on. */
export const DEMO_FORGES = ['github', 'gitlab'] as const;
export type DemoForge = (typeof DEMO_FORGES)[number];

/** What the demo was asked for. */
export interface Asked {
  readonly once: boolean;
  readonly forge: DemoForge;
}

export const USAGE = `npm run demo [-- --once] [-- --forge ${DEMO_FORGES.join('|')}]
  --once    tells the story, prints a JSON summary and exits
  --forge   where the story takes place; default ${DEMO_FORGES[0]}
`;

/** What the arguments ask for; or why the usage is to be shown instead, null when it was asked for. */
export function askedOf(args: readonly string[]): Asked | { readonly problem: string | null } {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return { problem: null };
  let asked: Asked = { once: false, forge: DEMO_FORGES[0] };
  const rest = args.flatMap((arg) => (arg.startsWith('--forge=') ? ['--forge', arg.slice('--forge='.length)] : [arg]));
  for (let at = 0; at < rest.length; at += 1) {
    const arg = rest[at] ?? '';
    if (arg === '--once') asked = { ...asked, once: true };
    else if (arg === '--forge') {
      const named = rest[++at];
      const forge = DEMO_FORGES.find((known) => known === named);
      if (forge === undefined) return { problem: `no such forge: ${named ?? '(none)'}` };
      asked = { ...asked, forge };
    } else return { problem: `unknown: ${arg}` };
  }
  return asked;
}
