#!/usr/bin/env node
// Builds when the sources are newer than dist/ (a checkout), then runs the command line.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

if (existsSync(at('src/cli.ts')) && existsSync(at('scripts/build.mjs'))) {
  const { build, buildDashboard } = await import('../scripts/build.mjs');
  await build();
  if ([undefined, 'start', 'serve'].includes(process.argv[2])) await buildDashboard();
}
await import('./run.cjs');
