import { storableText } from '../../common/storable';
import { title } from './foreign-text';

/** Somebody a commit names. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** What a commit message is made of. */
interface AttemptFacts {
  readonly id: string;
  readonly patch: { readonly reasons: readonly { readonly reason: string }[] } | null;
}

/** Longer subjects are cut by `git log --oneline` and by forges. */
const SUBJECT = 72;

/** Subject, reasons, trailers. A forge reads mentions and "closes #1" in messages, too: foreign text has neither. */
export function messageOf(subject: string, attempt: AttemptFacts, coAuthor: Person | null): string {
  const reasons = (attempt.patch?.reasons ?? []).map(({ reason }) => `- ${title(reason, 300)}`);
  const trailers = [`Fix-Attempt: ${attempt.id}`, ...(coAuthor === null ? [] : [coAuthoredBy(coAuthor)])];
  const head = subject.length > SUBJECT ? `${subject.slice(0, SUBJECT - 1).trimEnd()}…` : subject;
  return storableText([head, '', ...reasons, ...(reasons.length === 0 ? [] : ['']), ...trailers].join('\n'));
}

/** A display name is anybody's text: what would end the trailer or begin another is taken out. */
function coAuthoredBy({ name, email }: Person): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}<>]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
  return `Co-authored-by: ${plain} <${email}>`;
}
