import type { ReactNode } from 'react';

type Kind = 'file' | 'place' | 'added' | 'removed' | 'same';

function kindOf(line: string): Kind {
  if (/^(diff |index |--- |\+\+\+ |new file|deleted file|rename |similarity )/.test(line)) return 'file';
  if (line.startsWith('@@')) return 'place';
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return 'same';
}

const SPOKEN: Readonly<Partial<Record<Kind, string>>> = { added: 'added: ', removed: 'removed: ' };

/** A unified diff in colours; the signs stay, so that colour is not needed to read it. */
export function Diff({ diff }: { readonly diff: string }): ReactNode {
  return (
    <pre className="diff" tabIndex={0} aria-label="Proposed change">
      {diff
        .replace(/\n$/, '')
        .split('\n')
        .map((line, index) => {
          const kind = kindOf(line);
          return (
            <div key={index} data-kind={kind}>
              {SPOKEN[kind] === undefined ? null : <span className="sr-only">{SPOKEN[kind]}</span>}
              {line === '' ? ' ' : line}
            </div>
          );
        })}
    </pre>
  );
}
