import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IncidentDetail } from '../../api/incidents';
import type { Schemas } from '../../api/client';
import { segmentsOf } from '../../ui/ansi';
import { CopyButton } from '../../ui/copy';
import { Section } from '../../ui/page';
import { Empty } from '../../ui/states';

type Analysis = Schemas['AnalysisDto'];

/** What broke, in the tools' own words and lines. */
export function EvidenceSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { analysis } = incident;
  const run = incident.runs[0];
  return (
    <Section
      title="What broke"
      aside={
        run === undefined ? null : (
          <Link to="/runs/$id" params={{ id: run.id }}>
            Run #{run.run_number}
          </Link>
        )
      }
    >
      <p className="lead">{analysis.summary}</p>
      {analysis.failed_steps.length === 0 ? null : (
        <p className="dim small">
          In {analysis.failed_steps.map(({ job, step }) => `${job} → ${step}`).join('; ')}
          {analysis.confidence === null ? '' : `. Sure to ${Math.round(analysis.confidence * 100)} %.`}
        </p>
      )}
      <Issues issues={analysis.issues} />
      <Tests tests={analysis.failing_tests} />
      {analysis.log_excerpts.length === 0 ? (
        <Empty title="No log lines were kept" />
      ) : (
        analysis.log_excerpts.map((excerpt) => (
          <Excerpt key={`${excerpt.job} ${excerpt.first_line}`} excerpt={excerpt} issues={analysis.issues} />
        ))
      )}
    </Section>
  );
}

function Issues({ issues }: { readonly issues: Analysis['issues'] }): ReactNode {
  if (issues.length === 0) return null;
  return (
    <ul className="list">
      {issues.slice(0, MOST).map((issue, index) => (
        <li key={index} className="issue">
          <span className="anywhere">{issue.message}</span>
          <div className="dim small row">
            {issue.file === null ? null : (
              <code className="anywhere">
                {issue.file}
                {issue.line === null ? '' : `:${issue.line}`}
              </code>
            )}
            <span>{[issue.tool, issue.rule].filter((each) => each !== null).join(' ')}</span>
          </div>
        </li>
      ))}
      {issues.length > MOST ? <li className="dim small">… and {issues.length - MOST} more</li> : null}
    </ul>
  );
}

/** Findings shown; more belong to the log. */
const MOST = 8;

function Tests({ tests }: { readonly tests: Analysis['failing_tests'] }): ReactNode {
  if (tests.length === 0) return null;
  return (
    <>
      <h3>Failing tests</h3>
      <ul className="list">
        {tests.slice(0, MOST).map((test) => (
          <li key={`${test.file ?? ''} ${test.name}`} className="issue">
            <span className="anywhere">{test.name}</span>
            <div className="dim small anywhere">
              {[test.file, test.message].filter((each) => each !== null).join(': ')}
            </div>
            <Sides expected={test.expected} actual={test.actual} />
          </li>
        ))}
        {tests.length > MOST ? <li className="dim small">… and {tests.length - MOST} more</li> : null}
      </ul>
    </>
  );
}

/** What a test wanted and what it got, one below the other so that the eye finds the difference. */
function Sides({ expected, actual }: Pick<Analysis['failing_tests'][number], 'expected' | 'actual'>): ReactNode {
  if (expected === null && actual === null) return null;
  return (
    <dl className="sides small anywhere">
      <dt>wanted</dt>
      <dd>{expected ?? 'nothing'}</dd>
      <dt>got</dt>
      <dd>{actual ?? 'nothing'}</dd>
    </dl>
  );
}

function Excerpt({
  excerpt,
  issues,
}: {
  readonly excerpt: Analysis['log_excerpts'][number];
  readonly issues: Analysis['issues'];
}): ReactNode {
  const marked = issues.map(({ evidence }) => evidence).filter(({ job }) => job === excerpt.job);
  return (
    <figure className="excerpt">
      <figcaption className="spread small dim">
        <span>
          {excerpt.job}, lines {excerpt.first_line}–{excerpt.last_line}
        </span>
        <CopyButton text={excerpt.text} what="lines" />
      </figcaption>
      <pre tabIndex={0} aria-label={`Log of ${excerpt.job}`}>
        {excerpt.text.split('\n').map((line, index) => {
          const number = excerpt.first_line + index;
          const isMarked = marked.some((each) => each.first_line <= number && number <= each.last_line);
          return (
            <div key={number} className="log-line" data-marked={isMarked}>
              <span className="log-number">{number}</span>
              <span className="log-text">
                {segmentsOf(line).map((segment, at) => (
                  <span key={at} className={segment.style}>
                    {segment.text}
                  </span>
                ))}
              </span>
            </div>
          );
        })}
      </pre>
    </figure>
  );
}
