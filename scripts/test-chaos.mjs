// `npm run test:chaos`: the long form of test/e2e/chaos.e2e-spec.ts. Sizes come from the environment:
// CHAOS_DELIVERIES (6000; a million is fine), CHAOS_ROUNDS of all faults (2), CHAOS_SEED (printed), CHAOS_RATE (deliveries a
// second at most), CHAOS_DOORS (4 repositories), CHAOS_CALM_DOORS (how many of them are told once more calmly: all), CHAOS_LOGS (a
// folder that gets the processes' logs).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const defaults = {
  CHAOS_DELIVERIES: '6000',
  CHAOS_ROUNDS: '2',
  CHAOS_RATE: '100',
  CHAOS_SEED: String(Math.floor(Math.random() * 1_000_000)),
};
const { status } = spawnSync(
  process.execPath,
  [jest, '-w', '1', 'test/e2e/chaos.e2e-spec.ts', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...defaults, ...process.env },
  },
);
process.exitCode = status ?? 1;
