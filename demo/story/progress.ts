/** One finished step. */
export interface StepTime {
  readonly name: string;
  readonly ms: number;
}

/** A step that failed, with its name. */
export class StepError extends Error {
  override readonly name = 'StepError';
  constructor(
    readonly step: string,
    cause: unknown,
  ) {
    super(`"${step}" failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Prints steps as they happen: a line that turns while one runs, a tick and its time when it is done. */
export class Progress {
  readonly steps: StepTime[] = [];

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly total: number,
  ) {}

  /** Runs one step. Throws `StepError`. */
  async step<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T> {
    const startedAt = performance.now();
    const stopSpinner = this.spin(name);
    try {
      const result = await work();
      stopSpinner();
      const ms = Math.round(performance.now() - startedAt);
      this.steps.push({ name, ms });
      const detail = describe === undefined ? '' : this.dim(`  ${describe(result)}`);
      this.out.write(`${this.count()} ${this.paint('32', '✓')} ${name} ${this.dim(`${ms} ms`)}${detail}\n`);
      return result;
    } catch (error) {
      stopSpinner();
      this.out.write(`${this.count()} ${this.paint('31', '✗')} ${name}\n`);
      throw new StepError(name, error);
    }
  }

  dim(text: string): string {
    return this.paint('2', text);
  }

  bold(text: string): string {
    return this.paint('1', text);
  }

  paint(code: string, text: string): string {
    return this.out.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  private count(): string {
    return this.dim(`[${String(this.steps.length).padStart(2)}/${this.total}]`);
  }

  private spin(name: string): () => void {
    if (!this.out.isTTY) return () => undefined;
    let frame = 0;
    const draw = (): void => {
      const done = this.steps.length;
      const bar = '█'.repeat(done) + '░'.repeat(Math.max(0, this.total - done));
      this.out.write(`\r\u001b[2K${FRAMES[frame++ % FRAMES.length] ?? ''} ${this.dim(bar)} ${name}`);
    };
    draw();
    const timer = setInterval(draw, 80);
    return () => {
      clearInterval(timer);
      this.out.write('\r\u001b[2K');
    };
  }
}
