// No known high or critical vulnerability in what ships. A registry without an audit service is said, not passed over.
import { spawnSync } from 'node:child_process';

const run = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
let report;
try {
  report = JSON.parse(run.stdout);
} catch {
  report = {};
}
const counts = report.metadata?.vulnerabilities;
if (counts === undefined) {
  console.log(
    `  not checked: this registry has no audit service (${report.message ?? report.error?.summary ?? 'no answer'})`,
  );
} else if (counts.high + counts.critical > 0) {
  for (const [name, entry] of Object.entries(report.vulnerabilities ?? {})) {
    if (['high', 'critical'].includes(entry.severity)) console.error(`  ${entry.severity}: ${name} ${entry.range}`);
  }
  process.exitCode = 1;
}
