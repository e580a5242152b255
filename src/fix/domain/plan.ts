import type { Diagnosis, DiagnosisIssue } from '../../diagnosis/diagnosis.types';
import type { Applied, FileChange } from './apply';
import { applyEdits } from './apply';
import type {
  Declined,
  Edit,
  Fixer,
  FixerInput,
  FixerOutcome,
  FixSafety,
  JobLog,
  Proposal,
  WorkflowFacts,
} from './fix.types';
import { FIXERS } from './fixers/index';
import { leftOver, withEchoes } from './cover';
import type { SyntaxVerdict } from './syntax-check';
import { checkLanguage } from './language-check';
import { worseCiFile } from './ci-file-check';
import type { TreeFile, TreeSource, Unreadable } from './tree.types';
import { unifiedDiff } from './unified-diff';
import { FilesView, Snapshot, commandsOf, pathFinder } from './view';

export interface PlanInput {
  readonly diagnosis: Diagnosis;
  /** The failed jobs' logs, whole where they are at hand, else `logsOf(diagnosis)`. */
  readonly logs: readonly JobLog[];
  readonly tree: TreeSource;
  readonly workflow?: WorkflowFacts;
}

/** A proposal with the fixer that made it. */
export interface Planned {
  readonly fixer: string;
  readonly proposal: Proposal;
}
export interface Refused {
  /** Null when the planner itself refused. */
  readonly fixer: string | null;
  readonly declined: Declined;
}

/** A patch that cures the whole failure; gates have not looked at it yet. */
export interface PlannedPatch {
  readonly outcome: 'patch';
  readonly parts: readonly Planned[];
  readonly changes: readonly FileChange[];
  /** As `git diff` prints it. */
  readonly diff: string;
  /** The least of the parts'. */
  readonly confidence: number;
  /** `safe` only when every part is. */
  readonly safety: FixSafety;
  readonly syntax: readonly SyntaxVerdict[];
}
export interface NoPatch {
  readonly outcome: 'declined';
  /** One sentence for people. */
  readonly why: string;
  readonly refused: readonly Refused[];
  /** What would have been done for a part of the failure. */
  readonly parts: readonly Planned[];
  /** Commands a person may run instead. */
  readonly commands: readonly string[];
}
export type FixPlan = PlannedPatch | NoPatch;

export interface PlanOptions {
  readonly fixers?: readonly Fixer[];
  /** Is told which fixer is asked next; null once all were. */
  readonly asked?: (fixer: string | null) => void;
  /** What was refused before this plan began. */
  readonly refused?: readonly Refused[];
}

const OPAQUE_WORDS: Readonly<Record<Exclude<Unreadable, 'missing'>, string>> = {
  binary: 'binary',
  huge: 'larger than a megabyte',
  'lfs-pointer': 'a Git LFS pointer',
  symlink: 'a symbolic link',
  submodule: 'a submodule',
  'not-utf8': 'not UTF-8 text',
};
/** Times a fixer may ask for more files. */
const MAX_ROUNDS = 12;
const NO_FACTS: WorkflowFacts = { name: null, path: null, runnerOs: null };

class Planner {
  private readonly snapshot: Snapshot;
  private readonly changed = new Map<string, TreeFile | null>();
  private readonly parts: Planned[] = [];
  private readonly refused: Refused[];
  private readonly covered = new Set<DiagnosisIssue>();
  private readonly commands: readonly string[];
  /** Why the edits as a whole would leave the tool red. */
  private blocked: string | null = null;

  constructor(
    private readonly input: PlanInput,
    private readonly options: PlanOptions,
  ) {
    this.refused = [...(options.refused ?? [])];
    this.snapshot = new Snapshot(input.tree);
    this.commands = commandsOf(input.logs);
  }

  async plan(fixers: readonly Fixer[]): Promise<FixPlan> {
    const edits: Edit[] = [];
    for (const fixer of fixers.filter(({ phase }) => phase === 'edit')) await this.take(fixer, edits);
    const applied = await this.apply(edits);
    if (!applied.ok) return this.none(`${applied.path}: ${applied.why}`);
    this.keep(applied.changes);
    for (const fixer of fixers.filter(({ phase }) => phase === 'format')) {
      const own: Edit[] = [];
      await this.take(fixer, own);
      const formatted = await this.apply(own);
      if (!formatted.ok) return this.none(`${formatted.path}: ${formatted.why}`);
      this.keep(formatted.changes);
    }
    return this.finish();
  }

  /** Asks a fixer, and takes what fits what was taken before. */
  private async take(fixer: Fixer, edits: Edit[]): Promise<void> {
    for (const outcome of await this.ask(fixer)) {
      if (outcome.outcome === 'declined') {
        this.refused.push({ fixer: fixer.name, declined: outcome });
        if (outcome.blocks === true) this.blocked ??= outcome.why;
        continue;
      }
      const covers = withEchoes(outcome.covers, this.input.diagnosis.issues);
      const fresh = covers.filter((issue) => !this.covered.has(issue));
      // A formatter's count stands for several files: each of them has to be written.
      const another =
        outcome.follows === true ||
        (fixer.phase === 'format' && covers.length > 0 && this.isOther(fixer, outcome.edits));
      if (fresh.length === 0 && !another && (covers.length > 0 || this.parts.length > 0)) continue;
      const together = await this.apply([...edits, ...outcome.edits]);
      if (!together.ok) {
        const why = `${fixer.name} does not fit the other edits: ${together.path}: ${together.why}`;
        this.refused.push({ fixer: fixer.name, declined: { outcome: 'declined', covers: outcome.covers, why } });
        continue;
      }
      edits.push(...outcome.edits);
      for (const issue of covers) this.covered.add(issue);
      this.parts.push({ fixer: fixer.name, proposal: outcome });
    }
  }

  /** True when a fixer has written files, and these edits are of another. */
  private isOther(fixer: Fixer, edits: readonly Edit[]): boolean {
    const own = this.parts.filter((part) => part.fixer === fixer.name);
    const written = new Set(own.flatMap(({ proposal }) => proposal.edits.map(({ path }) => path)));
    return own.length > 0 && edits.some(({ path }) => !written.has(path));
  }

  private async ask(fixer: Fixer): Promise<readonly FixerOutcome[]> {
    const { diagnosis, logs, workflow = NO_FACTS } = this.input;
    this.options.asked?.(fixer.name);
    const issues = diagnosis.issues.filter(({ severity }) => severity !== 'notice');
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const files = new FilesView(this.snapshot, this.changed);
      const { failingTests } = diagnosis;
      const pathOf = pathFinder(files.paths);
      const input: FixerInput = {
        diagnosis,
        issues,
        failingTests,
        logs,
        files,
        workflow,
        pathOf,
        commands: this.commands,
      };
      const outcomes = await fixer.fix(input);
      if (files.missed.size === 0) return outcomes;
      await this.snapshot.load(files.missed);
    }
    return [{ outcome: 'declined', covers: [], why: 'the fixer asked for ever more files' }];
  }

  private async apply(edits: readonly Edit[]): Promise<Applied> {
    await this.snapshot.load(edits.map(({ path }) => path));
    const view = new FilesView(this.snapshot, this.changed);
    return applyEdits(edits, (path) => view.file(path));
  }

  private keep(changes: readonly FileChange[]): void {
    for (const { path, after } of changes) this.changed.set(path, after);
  }

  private async finish(): Promise<FixPlan> {
    if (this.parts.length === 0) return this.none(this.whyOpaque() ?? 'no fixer knows a safe change for this failure');
    const tests = new Set(this.parts.flatMap(({ proposal }) => proposal.coversTests ?? []));
    const all = this.parts.some(({ proposal }) => proposal.coversAll === true);
    const left = all ? [] : leftOver(this.input.diagnosis, this.input.logs, this.covered, tests);
    if (left.length > 0) {
      const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
      return this.none(`a part of the failure would stay: ${left[0] ?? ''}${more}`);
    }
    if (this.blocked !== null) return this.none(this.blocked);
    const changes = [...this.changed].flatMap(([path, after]): FileChange[] => {
      const file = this.snapshot.at(path);
      const before = file?.kind === 'text' ? file : null;
      return after?.kind === 'opaque' ? [] : [{ path, before, after }];
    });
    changes.sort((a, b) => (a.path < b.path ? -1 : 1));
    if (changes.length === 0) return this.none('the tree has the change already');
    const syntax: SyntaxVerdict[] = [];
    for (const { before, after } of changes) if (after !== null) syntax.push(await checkLanguage(after, before?.text));
    const broken = syntax.find(({ error }) => error !== null);
    if (broken) return this.none(`${broken.path} would not parse: ${broken.error ?? ''}`);
    const worse = await worseCiFile(changes, this.snapshot.paths);
    if (worse !== null) return this.none(worse);
    return {
      outcome: 'patch',
      parts: this.parts,
      changes,
      diff: unifiedDiff(changes),
      confidence: Math.min(...this.parts.map(({ proposal }) => proposal.confidence)),
      safety: this.parts.every(({ proposal }) => proposal.safety === 'safe') ? 'safe' : 'suggestion',
      syntax,
    };
  }

  /** That a file the failure is in is none a fix may touch; null where that kept no fixer from anything. */
  private whyOpaque(): string | null {
    const pathOf = pathFinder(this.snapshot.paths);
    for (const { file } of this.input.diagnosis.issues) {
      const path = file === null ? null : pathOf(file);
      const found = path === null ? null : this.snapshot.at(path);
      if (found?.kind === 'opaque' && found.why !== 'missing') {
        return `${found.path} is ${OPAQUE_WORDS[found.why]}, which no fix touches`;
      }
    }
    return null;
  }

  private none(why: string): NoPatch {
    const offered = [...this.refused.map(({ declined }) => declined), ...this.parts.map(({ proposal }) => proposal)];
    const commands = [...new Set(offered.flatMap(({ command }) => command ?? []))];
    return { outcome: 'declined', why, refused: this.refused, parts: this.parts, commands };
  }
}

/**
 * Finds one patch that cures the whole failure, or says why there is none: a patch for a part would leave the tool red.
 * Deterministic for the same tree. Rejects only when the tree cannot be read or a fixer has a bug.
 */
export async function planFix(input: PlanInput, options: PlanOptions = {}): Promise<FixPlan> {
  const plan = await new Planner(input, options).plan(options.fixers ?? FIXERS);
  options.asked?.(null);
  return plan;
}
