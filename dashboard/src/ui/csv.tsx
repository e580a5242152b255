import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { tableAsCsv, type Scope } from '../api/analytics';
import { messageOf } from '../api/problem';

/** Saves a table of figures as a file that spreadsheets open. */
export function CsvButton({
  family,
  table,
  scope,
  what,
}: {
  readonly family: string;
  readonly table: string;
  readonly scope: Scope;
  /** What is saved, for those who hear the button rather than see where it stands. */
  readonly what: string;
}): ReactNode {
  const save = useMutation({
    mutationFn: () => tableAsCsv(family, table, scope),
    onSuccess: (blob) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${family}-${table}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  });
  return (
    <>
      {save.isError ? (
        <span data-tone="amber" role="alert">
          {messageOf(save.error)}
        </span>
      ) : null}
      <Button
        size="compact-xs"
        variant="default"
        loading={save.isPending}
        aria-label={`${what} as CSV`}
        onClick={() => {
          save.mutate();
        }}
      >
        CSV
      </Button>
    </>
  );
}
