import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Icon } from './icons';
import { wordsOf } from './words';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One filter of a list: a plain select, which phones and screen readers know best. */
export function FilterSelect({
  label,
  any,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  /** What "no filter" is called. */
  readonly any: string;
  readonly value: string | undefined;
  readonly options: readonly (string | Choice)[];
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  const known = options.map((each) => (typeof each === 'string' ? { value: each, label: wordsOf(each) } : each));
  // A select whose value is none of its options shows its first one: as if nothing were filtered.
  const isStrange = value !== undefined && !known.some((each) => each.value === value);
  const data = isStrange ? [...known, { value, label: value }] : known;
  return (
    <NativeSelect
      size="sm"
      aria-label={label}
      value={value ?? ''}
      data={[{ value: '', label: any }, ...data]}
      onChange={(event) => {
        onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value);
      }}
    />
  );
}

/** Words to search for, applied shortly after the last key. */
export function FilterText({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  const [typed, setTyped] = useState(value ?? '');
  /** What the address has been given from here: the last it is known to hold, then what is on its way there. */
  const given = useRef([value ?? '']);
  const apply = useDebouncedCallback((next: string) => {
    const words = next.trim();
    if (words !== given.current.at(-1)) given.current.push(words);
    onChange(words === '' ? undefined : words);
  }, 250);
  // The address may change by other ways, such as the back button. What comes back of one's own typing has no space at its end,
  // and lacks what was typed since.
  useEffect(() => {
    const at = given.current.indexOf(value ?? '');
    if (at < 0) setTyped(value ?? '');
    given.current = at < 0 ? [value ?? ''] : given.current.slice(at);
  }, [value]);
  return (
    <TextInput
      className="filter-wide"
      size="sm"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={15} />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}
