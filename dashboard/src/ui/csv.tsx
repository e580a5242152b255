import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { tableAsCsv, type Scope } from '../api/analytics';
import { messageOf } from '../api/problem';

/** Saves a table as a file that spreadsheets open. */
export function SaveCsv({
  load,
  fileName,
  what,
}: {
  readonly load: () => Promise<Blob>;
  readonly fileName: string;
  /** What is saved, for those who hear the button rather than see where it stands. */
  readonly what: string;
}): ReactNode {
  const save = useMutation({
    mutationFn: load,
    onSuccess: (blob) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = fileName;
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

/** Saves a table of figures. */
export function CsvButton({
  family,
  table,
  scope,
  what,
}: {
  readonly family: string;
  readonly table: string;
  readonly scope: Scope;
  readonly what: string;
}): ReactNode {
  return <SaveCsv load={() => tableAsCsv(family, table, scope)} fileName={`${family}-${table}.csv`} what={what} />;
}
