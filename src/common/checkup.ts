import { Injectable } from '@nestjs/common';
import { redact } from '../diagnosis/log/redact';

/** `note` asks for nothing; `warning` will hurt some day or somebody; `failing` hurts now. */
export type FindingState = 'ok' | 'note' | 'warning' | 'failing';

/** What a check found. Words for an operator; no secrets and no addresses with credentials. */
export interface Finding {
  readonly state: FindingState;
  readonly says: string;
  /** What to do about it; null when nothing has to be done. */
  readonly mend: string | null;
}

/** A finding and what it is about, in a word. */
export interface AboutFinding extends Finding {
  readonly about: string;
}

/** Whether a check reads our tables. */
export type CheckNeeds = 'nothing' | 'schema';

/** Longest wait for one check, milliseconds: a forge that hangs must not hang the doctor. */
const CHECK_MS = 30_000;

/** The checks of `devflowfix doctor`. Each room registers its own when the application starts. */
@Injectable()
export class Checkups {
  private readonly checks: { about: string; needs: CheckNeeds; check: () => Promise<readonly Finding[]> }[] = [];

  register(about: string, needs: CheckNeeds, check: () => Promise<readonly Finding[]>): void {
    this.checks.push({ about, needs, check });
  }

  /**
   * Runs the checks side by side, without those that read our tables where there are none yet; one that throws or takes
   * longer than 30 s is a finding itself. In order of registration.
   */
  async run({ hasSchema }: { readonly hasSchema: boolean }): Promise<readonly AboutFinding[]> {
    const possible = this.checks.filter(({ needs }) => hasSchema || needs === 'nothing');
    const found = await Promise.all(
      possible.map(async ({ about, check }) => {
        const findings = await this.outcomeOf(check);
        return findings.map((finding) => ({ about, ...finding }));
      }),
    );
    return found.flat();
  }

  private async outcomeOf(check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${CHECK_MS / 1000} s`));
      }, CHECK_MS);
    });
    try {
      return await Promise.race([check(), late]);
    } catch (error) {
      const why = redact(error instanceof Error ? error.message : String(error));
      return [{ state: 'failing', says: `This could not be checked: ${why}.`, mend: null }];
    } finally {
      clearTimeout(timer);
    }
  }
}
