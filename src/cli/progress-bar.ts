import type { Progress } from './log-source';

/** Shorter logs are read before anybody could look. */
const FROM_BYTES = 4_000_000;
const WIDTH = 30;

/** Draws how far a log is read on a terminal's standard error; nothing elsewhere. `end` wipes it. */
export function progressBar(name: string, terminal: NodeJS.WriteStream): { readonly tell: Progress; end: () => void } {
  let drawn = -1;
  return {
    tell: (bytes, share) => {
      if (!terminal.isTTY || bytes < FROM_BYTES) return;
      const step = share === null ? Math.floor(bytes / FROM_BYTES) : Math.floor(share * 100);
      if (step === drawn) return;
      drawn = step;
      const full = Math.round((share ?? 0) * WIDTH);
      const bar = share === null ? '' : `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${step} % `;
      terminal.write(`\r\x1b[2K${bar}${(bytes / 1e6).toFixed(0)} MB  ${name}`);
    },
    end: () => {
      if (drawn >= 0) terminal.write('\r\x1b[2K');
    },
  };
}
