/** Events a hook may subscribe to: our name, which is also what we call its deliveries, and GitLab's attribute. */
export const HOOK_EVENTS = {
  pipeline: 'pipeline_events',
  job: 'job_events',
  merge_request: 'merge_requests_events',
  push: 'push_events',
  tag_push: 'tag_push_events',
  note: 'note_events',
  issue: 'issues_events',
  deployment: 'deployment_events',
  release: 'releases_events',
  wiki_page: 'wiki_page_events',
} as const;

export const DEFAULT_EVENTS: readonly string[] = ['pipeline', 'job', 'merge_request', 'push'];
export const KNOWN_EVENTS: readonly string[] = Object.keys(HOOK_EVENTS);

/** `Merge Request Hook` → `merge_request`; `Job Hook` and `Build Hook` are one. Null for what is no event's name. */
export function eventOf(header: string): string | null {
  const words = /^([A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){0,5}) Hook$/.exec(header)?.[1];
  if (words === undefined) return null;
  const name = words.toLowerCase().replaceAll(' ', '_');
  return name === 'build' ? 'job' : name;
}

/** `pipeline_hooks`, as GitLab names what triggered a delivery in its list of them. */
export function eventOfTrigger(trigger: string): string {
  const name = trigger.replace(/_(?:hooks|events)$/, '');
  return name === 'merge_requests' ? 'merge_request' : name === 'build' ? 'job' : name;
}
