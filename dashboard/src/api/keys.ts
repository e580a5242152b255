/** The first words of the query keys: what an event of the server makes stale is named by them. */
export const KEYS = {
  me: 'me',
  users: 'users',
  usage: 'usage',
  incidents: 'incidents',
  runs: 'runs',
  pulls: 'pulls',
  repositories: 'repositories',
  forge: 'forge',
  connections: 'connections',
  deliveries: 'deliveries',
  credentials: 'credentials',
  savedFilters: 'saved-filters',
  ai: 'ai',
  alerts: 'alerts',
  analytics: 'analytics',
  tasks: 'tasks',
} as const;
