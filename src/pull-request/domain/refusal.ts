import { title } from './foreign-text';

/** What a forge said no to. */
export interface Refusal {
  /** As `ForgeError.kind`; null when the account itself may not be used. */
  readonly kind: string | null;
  /** The forge's own words; foreign. */
  readonly reason: string | null;
  readonly paths: readonly string[];
}

const WORKFLOWS = '.github/workflows/';

/** What a person can do about a refusal, in one or two sentences; foreign words mention and link nothing. */
export function wordsOf({ kind, reason, paths }: Refusal): string {
  const said = reason === null || reason === '' ? '' : ` It said: "${title(reason.replaceAll('://', ': //'), 200)}".`;
  // GitHub hides what a token may not touch: 404, or 403 where it is honest.
  if ((kind === 'not-found' || kind === 'forbidden') && paths.some((path) => path.startsWith(WORKFLOWS))) {
    return `The fix changes ${WORKFLOWS}, for which the connected account needs the "workflow" scope: connect it again and grant that.${said}`;
  }
  switch (kind) {
    case null:
    case 'unauthorized':
      return 'The forge no longer accepts the connected account: connect it again, then ask for the fix again.';
    case 'forbidden':
      return `The connected account may not push here: it lacks the right, or the repository is archived.${said}`;
    case 'not-found':
      return `The repository or a branch is gone, or hidden from the connected account.${said}`;
    case 'conflict':
      return `A branch moved meanwhile.${said}`;
    case 'unavailable':
    case 'rate-limited':
      return 'The forge could not be reached for too long.';
    default:
      return `Trying again would not help.${said}`;
  }
}
