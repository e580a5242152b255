import { Injectable } from '@nestjs/common';

/** A table whose rows go after a while. Its ids are ours (UUIDv7), or its rows are of days: the least tells how old the oldest is. */
export interface KeptTable {
  /** What operators call it; the value of a metric's label. */
  readonly name: string;
  readonly table: string;
  /** SQL for the rows that go at all; without it, all of them. */
  readonly only?: string;
  /** Its rows have a `day` instead of such an id. */
  readonly byDay?: true;
  /** A row is removed within a day or two of being this old. */
  readonly days: number;
}

/** The tables rows go from, told by whoever removes them when the application starts. */
@Injectable()
export class KeptTables {
  private readonly tables: KeptTable[] = [];

  register(table: KeptTable): void {
    this.tables.push(table);
  }

  /** In order of registration. */
  all(): readonly KeptTable[] {
    return this.tables;
  }
}
