import picomatch from 'picomatch';
import type { Options } from 'prettier';
import type { FixFiles } from '../fix.types';

interface Section {
  readonly glob: string | null;
  readonly values: Map<string, string>;
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [{ glob: null, values: new Map() }];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const head = /^\[(.{1,500})\]$/.exec(line);
    if (head) sections.push({ glob: head[1] ?? '', values: new Map() });
    const pair = /^([\w-]{1,100})\s*=\s*(.{1,200})$/.exec(line);
    if (pair) sections.at(-1)?.values.set((pair[1] ?? '').toLowerCase(), (pair[2] ?? '').trim().toLowerCase());
  }
  return sections;
}

/** `.editorconfig`'s values for a file, the nearest file's last section first. */
function valuesFor(files: FixFiles, path: string): Map<string, string> {
  const values = new Map<string, string>();
  const parts = path.split('/').slice(0, -1);
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const folder = parts
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join('');
    const text = files.paths.has(`${folder}.editorconfig`) ? files.text(`${folder}.editorconfig`) : null;
    if (text === null) continue;
    const sections = sectionsOf(text);
    const relative = path.slice(folder.length);
    for (const { glob, values: own } of [...sections].reverse()) {
      if (glob === null) continue;
      const anchored = glob.startsWith('/') ? glob.slice(1) : glob.includes('/') ? glob : `**/${glob}`;
      if (!picomatch(anchored, { dot: true })(relative)) continue;
      for (const [key, value] of [...own].reverse()) if (!values.has(key)) values.set(key, value);
    }
    if (sections[0]?.values.get('root') === 'true') break;
  }
  return values;
}

/** What Prettier takes from `.editorconfig`. */
export function editorConfig(files: FixFiles, path: string): Options {
  const values = valuesFor(files, path);
  const number = (key: string): number | null =>
    /^\d{1,3}$/.test(values.get(key) ?? '') ? Number(values.get(key)) : null;
  const size = number('indent_size') ?? number('tab_width');
  const width = number('max_line_length');
  const style = values.get('indent_style');
  return {
    ...(style === 'tab' || (style === undefined && values.get('indent_size') === 'tab') ? { useTabs: true } : {}),
    ...(style === 'space' ? { useTabs: false } : {}),
    ...(size === null ? {} : { tabWidth: size }),
    ...(width === null ? {} : { printWidth: width }),
  };
}
