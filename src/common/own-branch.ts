/** Every branch we make starts so, and nobody else's should. What happens on them must never start us again. */
export const OWN_BRANCH_PREFIX = 'devflowfix/';

/** True for a branch of ours; null (a detached run) is nobody's. */
export function isOwnBranch(branch: string | null): boolean {
  return branch?.startsWith(OWN_BRANCH_PREFIX) ?? false;
}
