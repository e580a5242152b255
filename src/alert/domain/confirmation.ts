import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Letter } from './mail';

/** How long the link in a letter may be followed. */
export const CONFIRM_HOURS = 72;

/** What a link stands for: somebody reads this address's letters and wants this channel's. */
const claimSchema = z.object({
  is: z.literal('alert-confirmation'),
  channel_id: z.uuid(),
  address: z.string(),
  until: z.iso.datetime(),
});
export type Claim = z.infer<typeof claimSchema>;

/** What letters to an address are counted by, in any case. */
export function addressHash(address: string): string {
  return createHash('sha256').update(address.toLowerCase()).digest('hex');
}

export function claimOf(channelId: string, address: string, now: Date): Claim {
  const until = new Date(now.getTime() + CONFIRM_HOURS * 3_600_000).toISOString();
  return { is: 'alert-confirmation', channel_id: channelId, address, until };
}

/** The claim in what a link carried, opened; null when it is none, or too old. */
export function readClaim(text: string, now: Date): Claim | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = claimSchema.safeParse(value);
  return read.success && new Date(read.data.until) > now ? read.data : null;
}

/** Asks an address whether it wants alerts. No word of who asks for it is in it: letters to strangers would carry any text. */
export function confirmationLetter(asked: { readonly id: string; readonly created_at: Date }, link: string): Letter {
  const { hostname, host } = new URL(link);
  return {
    subject: 'Do you want alerts from DevFlowFix?',
    text: [
      `Somebody with an account at ${host} wants alerts about failing CI to go to this address.`,
      '',
      `If that is right, confirm it within ${CONFIRM_HOURS} hours:`,
      '',
      link,
      '',
      'If it is not, do nothing: without your word no alert is sent here.',
      '',
    ].join('\n'),
    date: asked.created_at,
    messageId: `<${asked.id}@${hostname.replace(/^\[|\]$/g, '')}>`,
    headers: { 'auto-submitted': 'auto-generated' },
  };
}
