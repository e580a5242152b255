import { Button, type ButtonProps } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { goConnect, type Forge } from '../api/repositories';
import { forgeName } from './forge-name';
import { Failure } from './states';

/** Leaves for the forge's own page, where the person agrees. */
export function ConnectForge({
  forge,
  label = `Connect ${forgeName(forge)}`,
  ...looks
}: { readonly forge: Forge; readonly label?: string } & Omit<ButtonProps, 'children' | 'loading'>): ReactNode {
  const leave = useMutation({ mutationFn: () => goConnect(forge) });
  return (
    <>
      <Button
        {...looks}
        loading={leave.isPending}
        onClick={() => {
          leave.mutate();
        }}
      >
        {label}
      </Button>
      {leave.isError ? <Failure error={leave.error} /> : null}
    </>
  );
}
