import { v7, validate, version } from 'uuid';

/** A new UUIDv7: unique, and sorted by creation time, which keeps index inserts at the right edge. */
export function newId(): string {
  return v7();
}

/** True for the text form of any UUID. */
export function isId(text: string): boolean {
  return validate(text);
}

/** True for a UUIDv7, the only kind we hand out. */
export function isOurId(text: string): boolean {
  return validate(text) && version(text) === 7;
}
