import type { Node } from 'yaml';
import type { FixerInput } from '../fix.types';
import { entriesOf, itemsOf, scalarsOf, textOf, valueOf } from './yaml-place';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The workflow file that failed; where it is not known, all there are. */
export function workflowFiles(input: FixerInput): string[] {
  const { path } = input.workflow;
  if (path !== null && input.files.paths.has(path)) return [path];
  return [...input.files.paths].filter((each) => WORKFLOW.test(each)).sort();
}

/** One step of a job or of a composite action. */
export interface Step {
  readonly node: Node;
  readonly uses: string | null;
  readonly run: Node | null;
  readonly shell: string | null;
  readonly with: Node | null;
}
export interface Job {
  readonly id: string;
  readonly node: Node | null;
  readonly labels: readonly string[];
  readonly matrix: boolean;
  readonly steps: readonly Step[];
}

/** Steps of a `steps:` list. */
export function stepsOf(node: unknown): Step[] {
  return itemsOf(node).map((step) => ({
    node: step,
    uses: textOf(valueOf(step, 'uses')),
    run: valueOf(step, 'run'),
    shell: textOf(valueOf(step, 'shell')),
    with: valueOf(step, 'with'),
  }));
}

/** Jobs of a workflow, in their order. */
export function jobsOf(workflow: unknown): Job[] {
  return entriesOf(valueOf(workflow, 'jobs')).map(({ key, value }) => ({
    id: key,
    node: value,
    labels: scalarsOf(valueOf(value, 'runs-on')).map((label) => String(label.value)),
    matrix: valueOf(value, 'strategy', 'matrix') !== null,
    steps: stepsOf(valueOf(value, 'steps')),
  }));
}
