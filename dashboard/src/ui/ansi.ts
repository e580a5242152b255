/** A stretch of text with one look. `style` is a list of class names of styles.css. */
export interface Segment {
  readonly text: string;
  readonly style: string;
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

// Colours are kept (`m`), every other control sequence is dropped.
// eslint would rather not see control characters; here they are what is looked for.
const SEQUENCE = new RegExp(`${String.fromCharCode(27)}\\[([0-9;:]*)([@-~])`, 'g');

interface Look {
  color: string | null;
  bold: boolean;
  dim: boolean;
}

/** A line of a log as stretches of colour. Takes any line: what it does not know it leaves out. */
export function segmentsOf(line: string): readonly Segment[] {
  if (!line.includes('\u001b')) return line === '' ? [] : [{ text: line, style: '' }];
  const segments: Segment[] = [];
  const look: Look = { color: null, bold: false, dim: false };
  let from = 0;
  const push = (text: string): void => {
    if (text !== '') segments.push({ text, style: styleOf(look) });
  };
  for (const match of line.matchAll(SEQUENCE)) {
    push(line.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') apply(look, match[1] ?? '');
  }
  push(line.slice(from));
  return segments;
}

/** The line as it reads, without colours. */
export function plain(line: string): string {
  return line.includes('\u001b') ? line.replace(SEQUENCE, '') : line;
}

function styleOf({ color, bold, dim }: Look): string {
  return [color === null ? '' : `ansi-${color}`, bold ? 'ansi-bold' : '', dim ? 'ansi-dim' : '']
    .filter((name) => name !== '')
    .join(' ');
}

function apply(look: Look, codes: string): void {
  const numbers = codes.split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 0) Object.assign(look, { color: null, bold: false, dim: false });
    else if (code === 1) look.bold = true;
    else if (code === 2) look.dim = true;
    else if (code === 22) Object.assign(look, { bold: false, dim: false });
    else if (code === 39) look.color = null;
    else if (code === 38 || code === 48) {
      // 256 and true colours: the numbers belong to them, and the nearest of ours is not worth guessing.
      at += numbers[at + 1] === 5 ? 2 : 4;
    } else if (code >= 30 && code <= 37) look.color = NAMES[code - 30] ?? null;
    else if (code >= 90 && code <= 97) look.color = NAMES[code - 90] ?? null;
  }
}
