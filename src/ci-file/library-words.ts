import type { CiFinding } from './ci-file.types';
import { NEWER_IMAGE, RETIRED_IMAGE } from './rules/runners';
import { SCOPES } from './rules/permissions';

/** What actionlint 1.7.7 says of things that GitHub has taken up since, and what rules of our own say better. */
const OUTDATED: readonly RegExp[] = [
  /^unknown Webhook event "image_version"/,
  /^unexpected key "(?:names|versions)" for "image_version" section/,
  /^unexpected key "(?:entrypoint|command)" for "services" section/,
  /^undefined function "case"/,
  /^invalid CRON format "" /,
  // rules/steps.ts
  /^this step is for running/,
  /^"(?:run|uses)" is required to (?:run script|run action) in step/,
  /^"working-directory" is not available with "uses"/,
  /^unexpected key "[^"]*" for "step" section/,
  // rules/permissions.ts
  /^"[^"]*" is invalid for permission of scope/,
];
/** Words for the same finding that later versions have and fixers read. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^could not parse as YAML: yaml: (?:line \d+: )?/, 'could not parse as YAML: '],
  [/^(\w[\w-]*) is (alias|scalar|mapping|sequence) node but/, '"$1" section is $2 node but'],
  [/^unexpected key ("[^"]*") for "([^"]* at [^"]*)" section\. /, 'unexpected key $1 for $2. '],
];

function isOutdated(message: string): boolean {
  const [, label] = /^label "([^"]*)" is unknown/.exec(message) ?? [];
  // A retired image has a rule of its own.
  if (label !== undefined) return NEWER_IMAGE.test(label) || RETIRED_IMAGE.test(label);
  const [, scope] = /^unknown permission scope "([^"]*)"/.exec(message) ?? [];
  if (scope !== undefined) return Object.hasOwn(SCOPES, scope);
  return OUTDATED.some((pattern) => pattern.test(message));
}

/** actionlint's finding as a newer version would give it; null for one that is true no longer. */
export function upToDate(finding: CiFinding): CiFinding | null {
  if (isOutdated(finding.message)) return null;
  const renamed = RENAMED.find(([pattern]) => pattern.test(finding.message));
  return renamed ? { ...finding, message: finding.message.replace(renamed[0], renamed[1]) } : finding;
}
