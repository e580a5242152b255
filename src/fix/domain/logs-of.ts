import type { Diagnosis } from '../../diagnosis/diagnosis.types';
import type { JobLog } from './fix.types';

/** The logs of a diagnosis whose whole logs are gone: its excerpts. */
export function logsOf(diagnosis: Diagnosis): JobLog[] {
  const tail = diagnosis.class === 'unknown' && diagnosis.tail ? [diagnosis.tail] : [];
  const logs = new Map<string, { number: number; text: string }[]>();
  for (const { job, firstLine, text } of [...diagnosis.logExcerpts, ...tail]) {
    const lines = text.split('\n').map((line, index) => ({ number: firstLine + index, text: line }));
    logs.set(job, [...(logs.get(job) ?? []), ...lines]);
  }
  return [...logs].map(([job, lines]) => ({ job, lines: lines.sort((a, b) => a.number - b.number) }));
}
