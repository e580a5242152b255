/** What global-setup hands to global-teardown; jest loads both into one process. */
export const runningServer: { stop: () => Promise<void> } = { stop: () => Promise.resolve() };
