import 'reflect-metadata';
import { createApp } from '../app';
import { Checkups, type AboutFinding } from '../common/checkup';
import { isDatabaseUnavailable } from '../database/database-errors';
import { ConfigError } from '../config/env';
import { prepare, type Foundation } from '../foundation';
import { Health } from '../operations/health';
import { painter } from './diagnosis-text';

const COLOURS = { ok: 'green', note: 'gray', warning: 'yellow', failing: 'red' } as const;

/**
 * Looks at settings, keys, database, clock, queue, forges, accounts and webhooks, changes nothing, and prints what it found
 * and how to mend it. Exit code 1 when something is failing.
 */
export async function doctor({ json }: { readonly json: boolean }): Promise<void> {
  const findings = await examine();
  console.log(json ? JSON.stringify({ findings }, null, 2) : textOf(findings, process.stdout.isTTY));
  if (findings.some(({ state }) => state === 'failing')) process.exitCode = 1;
}

async function examine(): Promise<readonly AboutFinding[]> {
  let foundation: Foundation;
  try {
    foundation = await prepare({ migrates: false });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Names of settings and rules, never values.
    return [
      {
        about: 'settings',
        state: 'failing',
        says: error.message,
        mend: 'Mend these settings; .env.example tells what each takes.',
      },
    ];
  }
  const { config, embedded } = foundation;
  try {
    const { nest } = await createApp({ ...config, log: { ...config.log, level: 'silent' } });
    try {
      const checks = await nest.get(Health).check();
      return await nest.get(Checkups).run({ hasSchema: checks.every(({ ok }) => ok) });
    } finally {
      await nest.close();
    }
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return [
      {
        about: 'database',
        state: 'failing',
        says: 'PostgreSQL does not answer.',
        mend: 'Is the server of DATABASE_URL running, and reachable from here?',
      },
    ];
  } finally {
    await embedded?.stop();
  }
}

function textOf(findings: readonly AboutFinding[], colours: boolean): string {
  const paint = painter(colours);
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.flatMap(({ about, state, says, mend }) => {
    const head = `${paint(COLOURS[state], state.padEnd(7))}  ${about.padEnd(width)}  `;
    return [`${head}${says}`, ...(mend === null ? [] : [`${' '.repeat(width + 11)}→ ${mend}`])];
  });
  const count = (state: AboutFinding['state']): number => findings.filter((finding) => finding.state === state).length;
  return [...lines, `${count('failing')} failing, ${count('warning')} warnings, ${findings.length} findings`].join(
    '\n',
  );
}
