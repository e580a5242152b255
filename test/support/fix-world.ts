import { HOUR_MS } from '../../src/common/time';
import { whyNot } from '../../src/fix/domain/eligibility';
import { claim } from '../../src/pull-request/domain/claiming';
import { isOpen, isOurs, step, type LifeEvent } from '../../src/pull-request/domain/life';
import { whyUnproven } from '../../src/pull-request/domain/unproven';
import type { Attempt, Pull } from './fix-world-rules';

type Note = () => void;

/**
 * A repository, its forge, and our handlers around the pure decisions, small enough to be run thousands of times. What
 * happens is told as notes; a note comes in any order, late, and more than once, and what a handler does at the forge is
 * a step of its own that others may come before. Each handler decides under the incident's lock, as the real ones do.
 */
export class FixWorld {
  now = 0;
  incident: 'open' | 'resolved' | 'muted' = 'open';
  main = 'sha-0';
  readonly pulls: Pull[] = [];
  readonly attempts: Attempt[] = [];
  readonly seen = new Set<string>();
  /** Rules that broke while something was done. */
  readonly wrongs = new Set<string>();
  /** Of main: the commits since which nobody touched the files our patches change. */
  private sameFiles = new Set<string>(['sha-0']);
  readonly due: Note[] = [];
  readonly told: Note[] = [];
  private readonly tried = new Set<string>();
  private made = 0;
  private isStumped = false;

  private id(what: string): string {
    this.made += 1;
    return `${what}-${String(this.made).padStart(6, '0')}`;
  }

  private tell(note: Note): void {
    this.due.push(note);
  }

  /** The newest pull request of ours that people can do something to. */
  private get atForge(): Pull | undefined {
    return this.pulls.filter(({ forge }) => forge === 'open').at(-1);
  }

  // What people and the CI do.

  pushMistake(): void {
    this.sameFiles = new Set();
    this.pushElsewhere();
  }

  /** The mistake is still there, and somebody has changed another file. */
  pushElsewhere(): void {
    this.main = this.id('sha');
    this.sameFiles.add(this.main);
    const sha = this.main;
    // A failure reopens what was resolved; what was muted stays so.
    if (this.incident === 'resolved') this.incident = 'open';
    this.tell(() => {
      this.propose(sha, { onOurs: false, number: 1, isAskedFor: false });
    });
    this.tell(this.look);
  }

  mend(): void {
    this.main = this.id('sha');
    this.sameFiles = new Set([this.main]);
    this.end('resolved');
    this.tell(this.look);
  }

  mute(): void {
    this.end('muted');
  }

  unmute(): void {
    if (this.incident === 'muted') this.incident = 'open';
  }

  /** From now on no fixer knows more, or does again. */
  stump(): void {
    this.isStumped = !this.isStumped;
  }

  ask(): void {
    const sha = this.main;
    this.tell(() => {
      this.propose(sha, { onOurs: false, number: 1, isAskedFor: true });
    });
  }

  private end(status: 'resolved' | 'muted'): void {
    if (this.incident === 'resolved') return;
    this.incident = status;
    this.tell(() => {
      if (this.incident === 'open') return;
      const open = this.pulls.find(({ phase }) => isOpen(phase));
      if (open !== undefined) this.apply(open, { type: 'cause_gone', why: 'incident_resolved' });
    });
  }

  ci(passed: boolean): void {
    const pull = this.atForge;
    const sha = pull?.head ?? null;
    if (pull === undefined || sha === null) return;
    this.tell(() => {
      this.apply(pull, { type: passed ? 'checks_green' : 'checks_red', headSha: sha });
    });
    // The failure of our own branch is told to whoever proposes fixes, too.
    if (!passed) {
      this.tell(() => {
        this.propose(sha, { onOurs: true, number: 1, isAskedFor: false });
      });
    }
  }

  merge(): void {
    const pull = this.atForge;
    if (pull === undefined) return;
    pull.forge = 'merged';
    this.tell(this.look);
  }

  close(): void {
    const pull = this.atForge;
    if (pull === undefined) return;
    pull.forge = 'closed';
    this.tell(this.look);
  }

  commitToOurs(): void {
    const pull = this.atForge;
    if (pull === undefined) return;
    pull.head = this.id('theirs');
    this.tell(this.look);
  }

  hourPasses(): void {
    this.now += HOUR_MS + 60_000;
    for (const pull of this.pulls.filter(({ phase }) => phase === 'verifying')) {
      this.tell(() => {
        const why = whyUnproven({ runs: [], waitedMs: this.now - pull.pushedAt, limitMs: HOUR_MS });
        if (why !== null) this.apply(pull, { type: 'unproven', headSha: pull.life.headSha ?? '', why });
      });
    }
  }

  // What our handlers do.

  /** False: it was looked for and declined. */
  private propose(sha: string, how: Pick<Attempt, 'onOurs' | 'number' | 'isAskedFor'>): boolean {
    const key = `${sha}:${how.number}`;
    if (!how.isAskedFor && this.tried.has(key)) return true;
    const no = whyNot({
      incidentStatus: this.incident,
      verdict: 'introduced_by_change',
      branch: 'any',
      isOwnBranch: how.onOurs,
      hasAccess: true,
      isEnabled: true,
      autoPrEnabled: true,
      isAskedFor: how.isAskedFor,
      attempt: how.number,
    });
    this.tried.add(key);
    if (no !== null) return false;
    const attempt: Attempt = { id: this.id('attempt'), headSha: sha, ...how };
    this.attempts.push(attempt);
    this.tell(() => {
      this.open(attempt);
    });
    return true;
  }

  /** One transaction: what is promised. Bringing it to the forge is another step, which others may come before. */
  private open(attempt: Attempt): void {
    const decided = claim({ ...attempt, attemptId: attempt.id }, this.incident === 'open', [...this.pulls].reverse());
    if (decided.does === 'nothing') return;
    if (decided.does === 'go-on') {
      const going = decided.with;
      this.tell(() => {
        this.push(going, attempt);
      });
      return;
    }
    if (decided.outdated !== null) this.apply(decided.outdated, { type: 'cause_gone', why: 'author_was_faster' });
    if (decided.outdated?.life.exists === true) this.wrongs.add('what stands at the forge is replaced');
    if (attempt.onOurs) this.wrongs.add('a pull request on top of ours');
    const pull: Pull = {
      id: this.pulls.length,
      life: { phase: 'claimed', attempt: 1, headSha: null, exists: false },
      get phase() {
        return this.life.phase;
      },
      get attempt() {
        return this.life.attempt;
      },
      attemptId: attempt.id,
      sourceSha: attempt.headSha,
      pushedAt: this.now,
      forge: null,
      head: null,
    };
    this.pulls.push(pull);
    this.tell(() => {
      this.push(pull, attempt);
    });
  }

  private push(pull: Pull, attempt: Attempt): void {
    if (this.main !== pull.sourceSha) {
      this.apply(pull, { type: 'cause_gone', why: 'author_was_faster' });
      return;
    }
    // `ensure`: the same attempt makes the same commit, and never over somebody else's.
    const sha = `commit-of-${attempt.id}`;
    if (pull.head !== null && pull.head !== pull.life.headSha && pull.head !== sha) return;
    pull.forge ??= 'open';
    pull.head = sha;
    const isNews = this.apply(pull, { type: 'pushed', headSha: sha });
    if (isNews) pull.attemptId = attempt.id;
    // Given up meanwhile: what was made all the same is closed.
    if (!isOpen(pull.phase) && pull.forge === 'open') this.settle(pull);
  }

  private apply(pull: Pull, event: LifeEvent): boolean {
    const { life, effects } = step(pull.life, event);
    const isNews = life.phase !== pull.phase || life.headSha !== pull.life.headSha;
    if (!isNews) return false;
    const isVerdict = event.type === 'checks_green' || event.type === 'checks_red';
    if (isVerdict && event.headSha !== pull.life.headSha) this.wrongs.add('an older commit decides');
    if (life.headSha !== pull.life.headSha) pull.pushedAt = this.now;
    pull.life = life;
    this.seen.add(life.phase);
    for (const effect of effects) {
      if (effect.type === 'resolve_incident') this.end('resolved');
      if (effect.type === 'close') this.settle(pull);
      const { headSha } = life;
      if (effect.type === 'propose_again' && headSha !== null) {
        const number = life.attempt + 1;
        this.tell(() => {
          if (pull.phase !== 'retrying') return;
          if (this.isStumped) this.apply(pull, { type: 'nothing_left', why: 'no fixer' });
          else if (!this.propose(headSha, { onOurs: true, number, isAskedFor: false }))
            this.apply(pull, { type: 'nothing_left', why: 'declined' });
        });
      }
    }
    return true;
  }

  /** Brings the forge to where the row stands, whenever its turn comes. */
  private settle(pull: Pull): void {
    this.tell(() => {
      if (!isOpen(pull.phase) && pull.forge === 'open') pull.forge = 'closed';
    });
  }

  /** What the forge says now, of all there is. */
  private readonly look = (): void => {
    for (const pull of this.pulls) {
      if (pull.forge === 'merged' || pull.forge === 'closed') {
        this.apply(pull, { type: 'closed', merged: pull.forge === 'merged' });
        continue;
      }
      if (pull.forge !== 'open' || !isOurs(pull.phase)) continue;
      const isOurCommit = pull.head?.startsWith('commit-of-') === true;
      if (pull.head !== null && !isOurCommit) this.apply(pull, { type: 'branch_moved', headSha: pull.head });
      const isTouched = !this.sameFiles.has(pull.sourceSha);
      if (isTouched) this.apply(pull, { type: 'cause_gone', why: 'author_was_faster' });
    }
  };

  hear(at: number): void {
    const [note] = this.due.splice(at % Math.max(1, this.due.length), 1);
    if (note === undefined) return;
    this.told.push(note);
    note();
  }

  hearAgain(at: number): void {
    this.told[at % Math.max(1, this.told.length)]?.();
  }
}
