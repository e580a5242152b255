const CLEAR = '\u001B[0K';
const GREEN = '\u001B[32;1m';
const RED = '\u001B[31;1m';
const CYAN = '\u001B[36;1m';
const OFF = '\u001B[0;m';

/** A job's trace in the form GitLab's runner writes it: sections, colours, one growing text. */
export class Trace {
  private content = '';
  private open: string | null = null;
  private erasedAt: Date | null = null;

  constructor(private readonly now: () => Date) {}

  get text(): string {
    return this.content;
  }

  get isErased(): boolean {
    return this.erasedAt !== null;
  }

  /** A line as a command printed it. */
  line(text: string): void {
    this.content += `${text}\n`;
  }

  /** A line of the runner itself. */
  note(text: string): void {
    this.line(`${CLEAR}${text}${OFF}`);
  }

  /** A command about to run, or another line the runner prints in green. */
  green(text: string): void {
    this.line(`${GREEN}${text}${OFF}`);
  }

  section(name: string, title: string): void {
    this.end();
    this.content += `section_start:${this.unix()}:${name}\r${CLEAR}`;
    this.line(`${CLEAR}${CYAN}${title}${OFF}${OFF}`);
    this.open = name;
  }

  /** Ends the open section, without a line break, as the runner does. */
  end(): void {
    if (this.open !== null) this.content += `section_end:${this.unix()}:${this.open}\r${CLEAR}`;
    this.open = null;
  }

  succeeded(): void {
    this.end();
    this.line(`${GREEN}Job succeeded${OFF}`);
  }

  /** GitLab's last line of a failed job: the reset comes on a line of its own. */
  failed(reason: string): void {
    this.end();
    this.content += `${RED}ERROR: Job failed: ${reason}\n${OFF}`;
  }

  erase(): void {
    this.content = '';
    this.erasedAt = this.now();
  }

  private unix(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
}

/** What the runner says before a job's own commands. */
export function writePreamble(
  trace: Trace,
  place: { readonly ref: string; readonly sha: string; readonly directory: string },
): void {
  trace.note('Running with gitlab-runner 19.0.0 (demo)');
  trace.note('  on demo-runner t1_demo, system ID: s_demo');
  trace.section('prepare_executor', 'Preparing the "shell" executor');
  trace.note('Using Shell (bash) executor...');
  trace.section('prepare_script', 'Preparing environment');
  trace.line('Running on demo-host...');
  trace.section('get_sources', 'Getting source from Git repository');
  trace.green('Fetching changes with git depth set to 20...');
  trace.line(`Initialized empty Git repository in ${place.directory}/.git/`);
  trace.green(`Checking out ${place.sha.slice(0, 8)} as detached HEAD (ref is ${place.ref})...`);
  trace.line('');
  trace.green('Skipping Git submodules setup');
}

/** What it says after them, up to the verdict. */
export function writeCleanUp(trace: Trace): void {
  trace.section('cleanup_file_variables', 'Cleaning up project directory and file based variables');
}
