/** A JSON object as answers and webhooks carry it. */
export type Json = Readonly<Record<string, unknown>>;

/** GitLab's form of times in the REST API: milliseconds and `Z`. */
export function time(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** The form of times in pipeline webhooks: `2016-08-12 15:23:28 UTC`. */
export function hookTime(date: Date | null): string | null {
  return date === null ? null : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Seconds between two times; null while one is missing. */
export function seconds(from: Date | null, to: Date | null): number | null {
  return from === null || to === null ? null : (to.getTime() - from.getTime()) / 1000;
}
