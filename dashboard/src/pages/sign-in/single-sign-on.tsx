import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { goSignIn } from '../../api/session';
import { Failure } from '../../ui/states';

/** Leaves for the issuer's own page, where the person says who they are. */
export function SingleSignOn({ name, target }: { readonly name: string; readonly target: string }): ReactNode {
  const leave = useMutation({ mutationFn: () => goSignIn(target) });
  return (
    <>
      <Button
        variant="default"
        fullWidth
        loading={leave.isPending}
        onClick={() => {
          leave.mutate();
        }}
      >
        Sign in with {name}
      </Button>
      {leave.isError ? <Failure error={leave.error} /> : null}
    </>
  );
}
