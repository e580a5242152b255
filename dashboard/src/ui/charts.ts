import { lazy } from 'react';

/** The drawing library weighs as much as half the page, so it comes when the first chart does. */
export const Chart = lazy(async () => ({ default: (await import('./chart')).Chart }));
