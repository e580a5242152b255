import type { ReactNode } from 'react';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Left out on narrow screens (`phone`), or already on middle-sized ones (`tablet`). */
  readonly hideOn?: 'phone' | 'tablet';
  readonly align?: 'right';
  /** Takes the room that is left, and cuts its text. */
  readonly grows?: boolean;
}

/** A dense table. A link with the class `row-link` in one of its cells makes the whole row clickable. */
export function DataTable<Row>({
  caption,
  rows,
  columns,
  rowKey,
}: {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
}): ReactNode {
  return (
    <table className="table">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col" {...attributes(column)}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.title} {...attributes(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function attributes<Row>(column: Column<Row>): Record<string, string | undefined> {
  return {
    'data-hide': column.hideOn,
    'data-align': column.align,
    'data-grows': column.grows === true ? 'true' : undefined,
  };
}
