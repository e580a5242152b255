import { SaxesParser } from 'saxes';
import { cleanName, MAX_TESTS } from './report.types';
import type { ReportedTest, TestReport } from './report.types';

type Attributes = Readonly<Record<string, string>>;
type Outcome = ReportedTest['outcome'];

const SECONDS = 1000;
/** Deeper nesting is no report. */
const MAX_DEPTH = 200;

/**
 * JUnit XML in its many dialects (Surefire, Gradle, pytest, Jest, Mocha, PHPUnit, gotestsum, …) and Visual Studio's TRX.
 * Read as a stream of tags without a document type: nothing is expanded, nothing is fetched. Null when it is neither.
 */
export function readXmlReport(text: string): TestReport | null {
  const reader = new XmlReader();
  const parser = new SaxesParser({ xmlns: false });
  const state = { isWhole: true };
  parser.on('opentag', ({ name, attributes }) => {
    reader.open(name, attributes);
  });
  parser.on('closetag', ({ name }) => {
    reader.close(name);
  });
  parser.on('doctype', () => {
    state.isWhole = false;
  });
  parser.on('error', () => {
    state.isWhole = false;
  });
  for (let at = 0; at < text.length && state.isWhole && !reader.isFull; at += CHUNK)
    parser.write(text.slice(at, at + CHUNK));
  if (state.isWhole && !reader.isFull) parser.close();
  return reader.report(state.isWhole);
}

const CHUNK = 64 * 1024;

/** One `testcase` while it is open. */
interface OpenCase {
  readonly name: string;
  readonly file: string | null;
  readonly durationMs: number | null;
  outcome: Outcome;
}

class XmlReader {
  private readonly tests: ReportedTest[] = [];
  private readonly suiteFiles: (string | null)[] = [];
  private depth = 0;
  private format: 'junit' | 'trx' | null = null;
  private current: OpenCase | null = null;

  get isFull(): boolean {
    return this.tests.length >= MAX_TESTS || this.depth > MAX_DEPTH;
  }

  report(isWhole: boolean): TestReport | null {
    if (this.format === null) return null;
    return { format: this.format, tests: this.tests, isComplete: isWhole && !this.isFull };
  }

  open(name: string, attributes: Attributes): void {
    this.depth += 1;
    if (this.depth === 1) this.format = FORMATS[name] ?? null;
    if (this.format === 'trx') this.openTrx(name, attributes);
    if (this.format !== 'junit') return;
    if (name === 'testsuite') this.suiteFiles.push(attributes.file ?? attributes.filepath ?? null);
    if (name === 'testcase') this.current = this.openCase(attributes);
    if (this.current === null) return;
    if (name === 'failure' || name === 'error') this.current.outcome = 'failed';
    // A rerun that passed writes `flakyFailure`: the test passed in the end.
    if (name === 'skipped' && this.current.outcome === 'passed') this.current.outcome = 'skipped';
  }

  close(name: string): void {
    this.depth -= 1;
    if (this.format !== 'junit') return;
    if (name === 'testsuite') this.suiteFiles.pop();
    if (name !== 'testcase' || this.current === null) return;
    if (this.current.name !== '') this.tests.push(this.current);
    this.current = null;
  }

  private openCase(attributes: Attributes): OpenCase {
    const { name = '', classname = '', time, file, status } = attributes;
    // Runners that join suites and name themselves put the whole into both.
    const isWhole = classname === '' || name.startsWith(classname);
    const suiteFile = [...this.suiteFiles].reverse().find((candidate) => candidate !== null) ?? null;
    return {
      name: cleanName(isWhole ? name : `${classname} ${name}`),
      file: file ?? suiteFile,
      durationMs: millisecondsOf(time),
      outcome: status === 'skipped' || status === 'disabled' ? 'skipped' : 'passed',
    };
  }

  private openTrx(name: string, attributes: Attributes): void {
    if (name !== 'UnitTestResult') return;
    const outcome = TRX_OUTCOMES[attributes.outcome ?? ''] ?? 'skipped';
    const test = cleanName(attributes.testName ?? '');
    if (test !== '') this.tests.push({ name: test, file: null, outcome, durationMs: clockOf(attributes.duration) });
  }
}

const FORMATS: Readonly<Record<string, 'junit' | 'trx'>> = { testsuites: 'junit', testsuite: 'junit', TestRun: 'trx' };
const TRX_OUTCOMES: Readonly<Record<string, Outcome>> = {
  Passed: 'passed',
  PassedButRunAborted: 'passed',
  Failed: 'failed',
  Error: 'failed',
  Timeout: 'failed',
  Aborted: 'failed',
};

function millisecondsOf(seconds: string | undefined): number | null {
  if (seconds === undefined || seconds.trim() === '') return null;
  // Some write thousands with commas: `1,234.5`.
  const value = Number(seconds.replaceAll(',', ''));
  return Number.isFinite(value) && value >= 0 ? value * SECONDS : null;
}

/** `00:00:01.2345678` in milliseconds. */
function clockOf(duration: string | undefined): number | null {
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d{1,9})?)$/.exec(duration ?? '') ?? [];
  if (hours === undefined || minutes === undefined || seconds === undefined) return null;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECONDS;
}
