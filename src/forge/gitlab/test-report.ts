import type { RawTestSuite } from './schemas';

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML has no word for at all, line breaks too: names have none. */
const UNSPEAKABLE = /[\p{Cc}\uFFFE\uFFFF]/gu;

const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['failed', '<failure/>'],
  ['error', '<error/>'],
  ['skipped', '<skipped/>'],
  ['success', ''],
]);

function attribute(name: string, value: string | null): string {
  if (value === null) return '';
  const plain = value.replace(UNSPEAKABLE, '').replace(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign);
  return ` ${name}="${plain}"`;
}

/**
 * What GitLab read of a job's reports, written as the report it read: so its tests have the names they would have in any
 * other forge's artifact. What tests printed is left out; a test of a status not known is, too.
 */
export function junitOf(suites: readonly RawTestSuite[]): Buffer {
  const cases = suites.flatMap(({ test_cases: tests }) =>
    tests.flatMap(({ status, name, classname, file, execution_time: seconds }) => {
      const outcome = OUTCOMES.get(status);
      if (outcome === undefined) return [];
      const time = attribute('time', seconds === null || seconds === undefined ? null : String(seconds));
      const named = `${attribute('classname', classname)}${attribute('name', name)}${attribute('file', file)}${time}`;
      return [`<testcase${named}>${outcome}</testcase>`];
    }),
  );
  return Buffer.from(`<testsuites><testsuite>${cases.join('\n')}</testsuite></testsuites>\n`);
}
