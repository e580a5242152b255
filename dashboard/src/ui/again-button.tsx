import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../api/problem';
import { onFirstClick } from './first-click';

/** A button in a row that takes something up again, and says why it could not. */
export function AgainButton({
  label,
  words,
  done = words,
  run,
  onSuccess,
}: {
  /** What it says to those who do not see its row. */
  readonly label: string;
  readonly words: string;
  /** What it says afterwards, where the row stays. */
  readonly done?: string;
  readonly run: () => Promise<unknown>;
  readonly onSuccess: () => Promise<void>;
}): ReactNode {
  const again = useMutation({ mutationFn: run, onSuccess });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={again.isPending}
        aria-label={again.isSuccess && done !== words ? `${label}: ${done}` : label}
        onClick={onFirstClick(() => {
          again.mutate();
        })}
      >
        {again.isSuccess ? done : words}
      </Button>
      {again.isError ? (
        <div className="small" data-tone="amber" role="alert">
          {messageOf(again.error)}
        </div>
      ) : null}
    </>
  );
}
