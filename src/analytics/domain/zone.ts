/** A name with parts, as IANA writes them. Offsets are left out: PostgreSQL reads `+02:00` the other way round. */
const NAME = /^[A-Za-z][A-Za-z_]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** True for a time zone that JavaScript and PostgreSQL both know. */
export function isZone(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
