import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Icon } from './icons';

/** Browsers give the clipboard to pages over HTTPS and from the same machine only. */
const NOT_HERE = 'Your browser does not let this page copy (it is not served over HTTPS): select the text instead';

/** Copies a text and says so for a moment. */
export function CopyButton({ text, what = 'text' }: { readonly text: string; readonly what?: string }): ReactNode {
  const { copied, copy, error } = useClipboard({ timeout: 1500 });
  const label = copied ? 'Copied' : error === null ? `Copy ${what}` : NOT_HERE;
  return (
    <Tooltip label={label} openDelay={300}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={label}
        onClick={() => {
          copy(text);
        }}
      >
        <Icon name={copied ? 'check' : error === null ? 'copy' : 'incident'} size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

/** A short machine text (a commit, a branch) with a button to copy the whole of it. */
export function Copyable({
  text,
  shown = text,
  what,
}: {
  readonly text: string;
  readonly shown?: string;
  readonly what: string;
}): ReactNode {
  return (
    <span className="copyable">
      <code title={text}>{shown}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
