import { Alert, Button, Loader, Skeleton } from '@mantine/core';
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { ApiError, messageOf, OfflineError } from '../api/problem';
import { CopyButton } from './copy';
import { Icon, type IconName } from './icons';

/** Nothing here yet, why, and what to do about it. */
export function Empty({
  icon = 'inbox',
  title,
  children,
  action,
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <p className="empty-title">{title}</p>
      {children === undefined ? null : <div className="dim">{children}</div>}
      {action}
    </div>
  );
}

/** How much room is kept for what is being fetched. */
interface Room {
  readonly rows?: number | undefined;
  /** Pixels that what comes will take, where that is known: then nothing below moves when it is there. */
  readonly space?: number | undefined;
}

/** Grey bars in the place of what is being fetched. */
export function Loading({ rows = 4, space }: Room): ReactNode {
  return (
    <div
      role="status"
      aria-label="Loading"
      className="stack"
      style={space === undefined ? {} : { minHeight: space, alignContent: 'start' }}
    >
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={index === 0 ? 22 : 34} width={index === 0 ? '35%' : '100%'} radius="sm" />
      ))}
    </div>
  );
}

/** While nothing answers, what failed is tried again after this long. */
const LOOK_AGAIN_MS = 4_000;

/** What went wrong, in the server's words, with a way to try again and the id its log knows the request by. */
export function Failure({
  error,
  retry,
  isTrying = false,
}: {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
  /** It is being tried again: shown without a word, for the whole message would be read out anew. */
  readonly isTrying?: boolean;
}): ReactNode {
  const again =
    retry === undefined ? null : (
      // Not `loading`, which disables the button and so takes the focus from who has just pressed it.
      <Button
        size="xs"
        variant="default"
        mt="xs"
        onClick={retry}
        rightSection={isTrying ? <Loader size={12} aria-hidden="true" /> : null}
      >
        Try again
      </Button>
    );
  if (error instanceof OfflineError) {
    return (
      <Alert color="gray" title="The server does not answer" icon={<Icon name="offline" />}>
        Your network or DevFlowFix is away.{' '}
        {retry === undefined ? null : (
          <>
            What you see may be old; the page looks again by itself. <LookAgain look={retry} />
          </>
        )}
        <div>{again}</div>
      </Alert>
    );
  }
  const title = error instanceof ApiError ? error.problem.title : 'This did not work';
  const requestId = error instanceof ApiError ? error.problem.requestId : null;
  return (
    <Alert color="orange" title={title} role="alert" icon={<Icon name="incident" />}>
      {messageOf(error)}
      {requestId === null ? null : (
        <div className="dim small">
          Request <code>{requestId}</code> <CopyButton text={requestId} what="request id" />
        </div>
      )}
      <div>{again}</div>
    </Alert>
  );
}

/** Looks again while the page is looked at. */
function LookAgain({ look }: { readonly look: () => void }): ReactNode {
  const onTick = useEffectEvent(() => {
    if (document.visibilityState === 'visible') look();
  });
  useEffect(() => {
    const timer = setInterval(() => {
      onTick();
    }, LOOK_AGAIN_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return null;
}

/** Of a query, or of a list that is fetched page by page. */
interface Asked {
  readonly data: unknown;
  readonly error: Error | null;
  readonly errorUpdatedAt: number;
}

/**
 * What a query failed with last, until it is answered; null when it did not fail. The query itself forgets that while it is
 * tried again without data: a message that went and came with every try would be read out each time, and lose the focus.
 */
export function useFailure({ data, error, errorUpdatedAt: at }: Asked): Error | null {
  const [last, setLast] = useState<{ readonly error: Error; readonly at: number } | null>(null);
  if (error !== null && (last?.error !== error || last.at !== at)) setLast({ error, at });
  if (error !== null) return error;
  // The time tells this query's failure from that of another filter's.
  return data === undefined && last?.at === at ? last.error : null;
}

/** Why a query has no answer, or no newer one, where it is not `Loaded`. */
export function QueryFailure({ query }: { readonly query: UseQueryResult }): ReactNode {
  const failed = useFailure(query);
  if (failed === null) return null;
  return (
    <Failure error={failed} retry={() => void query.refetch({ cancelRefetch: false })} isTrying={query.isFetching} />
  );
}

/** What stands above a list that is fetched page by page: that it is on its way, or why it is not there or not renewed. */
export function ListState({ list, rows }: Room & { readonly list: UseInfiniteQueryResult }): ReactNode {
  const failed = useFailure(list);
  if (failed === null) return list.isPending ? <Loading rows={rows} /> : null;
  // `More` tells of the next page.
  if (list.isFetchNextPageError) return null;
  return (
    <Failure error={failed} retry={() => void list.refetch({ cancelRefetch: false })} isTrying={list.isFetching} />
  );
}

/**
 * Shows a query's data, or why there is none. Old data stay on the page when a renewal fails, with a note above them.
 */
export function Loaded<T>({
  query,
  rows,
  space,
  children,
}: Room & {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  // Looks again by itself, too: an answer that takes long must not be given up for that.
  const retry = (): void => void query.refetch({ cancelRefetch: false });
  const failed = useFailure(query);
  const failure = failed === null ? null : <Failure error={failed} retry={retry} isTrying={query.isFetching} />;
  if (query.data === undefined) return failure ?? <Loading rows={rows} space={space} />;
  return (
    <>
      {failure}
      {children(query.data)}
    </>
  );
}
