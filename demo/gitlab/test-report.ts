import { SaxesParser } from 'saxes';
import type { Json } from './json';
import { currentJobs } from './pipelines';
import type { Pipeline } from './pipelines';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly seconds: number;
  status: 'success' | 'failed' | 'error' | 'skipped';
  output: string | null;
}

/** The test report of a pipeline: one suite a job, read from the JUnit files the job reported. */
export function testReport(pipeline: Pipeline): Json {
  const suites = currentJobs(pipeline).flatMap((job) => {
    const cases = job.reports.flatMap(({ content }) => readCases(content.toString('utf8')));
    return cases.length === 0 ? [] : [{ name: job.plan.name, ...totals(cases), test_cases: cases.map(caseBody) }];
  });
  const sum = (
    key: 'total_time' | 'total_count' | 'success_count' | 'failed_count' | 'skipped_count' | 'error_count',
  ) => suites.reduce((total, suite) => total + suite[key], 0);
  return {
    total_time: sum('total_time'),
    total_count: sum('total_count'),
    success_count: sum('success_count'),
    failed_count: sum('failed_count'),
    skipped_count: sum('skipped_count'),
    error_count: sum('error_count'),
    test_suites: suites,
  };
}

function totals(cases: readonly Case[]) {
  const count = (status: Case['status']): number => cases.filter((each) => each.status === status).length;
  return {
    total_time: cases.reduce((total, { seconds }) => total + seconds, 0),
    total_count: cases.length,
    success_count: count('success'),
    failed_count: count('failed'),
    skipped_count: count('skipped'),
    error_count: count('error'),
    suite_error: null,
  };
}

function caseBody(each: Case): Json {
  return {
    status: each.status,
    name: each.name,
    classname: each.classname,
    file: null,
    execution_time: each.seconds,
    system_output: each.output,
    stack_trace: null,
    recent_failures: null,
  };
}

const OUTCOMES = { failure: 'failed', error: 'error', skipped: 'skipped' } as const;

function readCases(xml: string): readonly Case[] {
  const cases: Case[] = [];
  const parser = new SaxesParser();
  let text: string | null = null;
  parser.on('opentag', ({ name, attributes }) => {
    const last = cases.at(-1);
    if (name === 'testcase') {
      const { name: title = '', classname = '', time = '0' } = attributes;
      cases.push({ name: title, classname, seconds: Number(time), status: 'success', output: null });
    } else if (last && (name === 'failure' || name === 'error' || name === 'skipped')) {
      last.status = OUTCOMES[name];
      text = attributes.message ?? '';
    }
  });
  parser.on('text', (part) => {
    if (text !== null) text += part;
  });
  parser.on('cdata', (part) => {
    if (text !== null) text += part;
  });
  parser.on('closetag', ({ name }) => {
    const last = cases.at(-1);
    if (last && text !== null && name in OUTCOMES) {
      last.output = text;
      text = null;
    }
  });
  parser.write(xml).close();
  return cases;
}
