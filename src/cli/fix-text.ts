import type { styleText } from 'node:util';
import type { GateResult } from '../fix/domain/gates/gate.types';
import type { FixPlan } from '../fix/domain/plan';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Refusals shown; more say the same. */
const MAX_SHOWN = 10;

function diffText(diff: string, paint: Paint): string {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (/^(?:diff --git|new file|deleted file|old mode|new mode|---|\+\+\+) ?/.test(line)) return paint('bold', line);
      if (line.startsWith('@@')) return paint('cyan', line);
      if (line.startsWith('+')) return paint('green', line);
      return line.startsWith('-') ? paint('red', line) : line;
    })
    .join('\n');
}

/** A plan and what the gates say of it, for a person at a terminal. */
export function fixText(plan: FixPlan, gates: readonly GateResult[], written: boolean, paint: Paint): string {
  if (plan.outcome === 'declined') {
    const whys = new Set(plan.refused.map(({ declined }) => declined.why));
    return [
      `${paint('yellow', 'Nothing safe to propose:')} ${plan.why}`,
      ...[...whys].slice(0, MAX_SHOWN).map((why) => `  ${paint('dim', '–')} ${why}`),
      ...plan.commands.map((command) => `  ${paint('dim', 'a person may run')} ${command}`),
      '',
    ].join('\n');
  }
  const reasons = plan.parts.flatMap(({ fixer, proposal }) => [
    `${paint('green', '✔')} ${proposal.reason} ${paint('dim', `(${fixer}, ${Math.round(proposal.confidence * 100)} %)`)}`,
    ...proposal.quotes.slice(0, 3).map(({ line, text }) => `    ${paint('dim', `log ${line}:`)} ${text.slice(0, 200)}`),
  ]);
  const refused = gates.some(({ severity }) => severity === 'refuse');
  const passed = gates.filter((gate) => gate.passed).map(({ gate }) => gate);
  const held =
    passed.length === 0
      ? []
      : [
          `${paint('green', '✔')} ${passed.length} of ${gates.length} gates passed ${paint('dim', `(${passed.join(', ')})`)}`,
        ];
  const warnings = gates
    .filter(({ passed }) => !passed)
    .map(({ gate, severity, reason }) =>
      severity === 'refuse'
        ? `${paint('red', `✖ ${gate}:`)} ${reason}`
        : `${paint('yellow', `! ${gate}:`)} ${reason}; look whether it is meant`,
    );
  const unchecked = plan.syntax.filter(({ checked }) => !checked).map(({ path }) => path);
  const notes = [
    ...(plan.safety === 'suggestion' ? [paint('yellow', 'A suggestion: look whether it is meant.')] : []),
    ...(unchecked.length > 0 ? [paint('dim', `No parser checked ${unchecked.join(', ')}.`)] : []),
  ];
  const end = refused
    ? paint('red', 'Refused: nothing is written.')
    : written
      ? paint('green', `Written: ${plan.changes.map(({ path }) => path).join(', ')}`)
      : paint('dim', 'Nothing is written yet: --write does it.');
  return [...reasons, '', diffText(plan.diff, paint), '', ...held, ...warnings, ...notes, end, ''].join('\n');
}

/** The same for programs. */
export function fixRow(plan: FixPlan, gates: readonly GateResult[], written: boolean): object {
  const parts = plan.parts.map(({ fixer, proposal: { reason, quotes, confidence, safety } }) => ({
    fixer,
    reason,
    quotes,
    confidence,
    safety,
  }));
  if (plan.outcome === 'declined') {
    const declined = plan.refused.map(({ fixer, declined: { why } }) => ({ fixer, why }));
    return { outcome: 'declined', why: plan.why, declined, commands: plan.commands, parts };
  }
  const refused = gates.some(({ severity }) => severity === 'refuse');
  return {
    outcome: refused ? 'refused' : 'patch',
    written,
    confidence: plan.confidence,
    safety: plan.safety,
    files: plan.changes.map(({ path }) => path),
    diff: plan.diff,
    gates,
    syntax: plan.syntax,
    parts,
  };
}
