// A page for every row of errors.md.
import path from 'node:path';
import { errorRows, type ErrorRow } from '../.vitepress/error-codes.mts';

const pageOf = ({ status, says, remedy }: ErrorRow): string => `Status ${status}.

> ${says}

## What to do

${remedy}

## What the answer looks like

Every error is \`application/problem+json\`; how to read it stands in [the API guide](../guides/api.md#errors), all codes in
[Errors](../errors.md).
`;

export default {
  watch: ['../errors.md'],
  paths: () =>
    errorRows(path.join(import.meta.dirname, '../..')).map((row) => ({
      params: { code: row.code },
      content: pageOf(row),
    })),
};
