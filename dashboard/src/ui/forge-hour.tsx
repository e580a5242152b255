import type { ReactNode } from 'react';
import type { UsedRepository } from '../api/usage';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** How many of a repository's calls of this hour are used, and until when there are none left. */
export function HourOf({
  repository: { calls_in_hour: used, calls_per_hour: most, limited_until: until },
}: {
  readonly repository: UsedRepository;
}): ReactNode {
  if (most === null) return 'no limit';
  return (
    <>
      <span className="nowrap">
        {(used ?? 0).toLocaleString('en')} of {most.toLocaleString('en')} this hour
      </span>
      {until === null ? null : (
        <span className="nowrap" data-tone="amber">
          {' '}
          · limited until <time dateTime={until}>{clock.format(Date.parse(until))}</time>
        </span>
      )}
    </>
  );
}
