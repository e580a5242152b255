import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { goSignIn } from '../../api/session';
import { Failure } from '../../ui/states';

/** Leaves for the issuer's own page, where the person says who they are: anew after a `refused` one, whom it still knows. */
export function SingleSignOn({
  name,
  target,
  refused,
}: {
  readonly name: string;
  readonly target: string;
  readonly refused: boolean;
}): ReactNode {
  const leave = useMutation({ mutationFn: () => goSignIn(target, { other_account: refused }) });
  return (
    <>
      <Button
        variant="default"
        className="button-wraps"
        fullWidth
        loading={leave.isPending}
        onClick={() => {
          leave.mutate();
        }}
      >
        {refused ? `Use another account of ${name}` : `Sign in with ${name}`}
      </Button>
      {leave.isError ? <Failure error={leave.error} /> : null}
    </>
  );
}
