import type { ForgeJob, ForgeStep } from '../../forge/forge.types';
import { compareTellings, knownText, type Telling } from './order';

/** What is known of one job after two tellings of it; the same laws as `mergeRun`, also for each of its steps. */
export function mergeJob(a: ForgeJob, b: ForgeJob): ForgeJob {
  const better = compareTellings(jobTelling(a), jobTelling(b)) >= 0 ? a : b;
  return {
    ...better,
    runner: knownText(a.runner, b.runner),
    url: knownText(a.url, b.url),
    steps: mergeSteps(a.steps, b.steps),
  };
}

function mergeSteps(a: readonly ForgeStep[], b: readonly ForgeStep[]): ForgeStep[] {
  const byNumber = new Map<number, ForgeStep>();
  for (const step of [...a, ...b]) {
    const known = byNumber.get(step.number);
    if (known === undefined || compareTellings(stepTelling(step), stepTelling(known)) > 0) {
      byNumber.set(step.number, step);
    }
  }
  return [...byNumber.values()].sort((x, y) => x.number - y.number);
}

/** GitHub tells no time of change for jobs: of two tellings of one rank the one with the later end is the newer. */
function jobTelling({ status, conclusion, name, startedAt, completedAt }: ForgeJob): Telling {
  return {
    status,
    conclusion,
    at: completedAt ?? startedAt,
    text: JSON.stringify([conclusion, startedAt, completedAt, name]),
  };
}

function stepTelling({ status, conclusion, name, startedAt, completedAt }: ForgeStep): Telling {
  return {
    status,
    conclusion,
    at: completedAt ?? startedAt,
    text: JSON.stringify([conclusion, startedAt, completedAt, name]),
  };
}
