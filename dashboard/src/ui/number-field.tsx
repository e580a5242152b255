import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';

/**
 * A number as somebody types it. What is no finished number yet (`0.`, `1.0`) stays as typed, while `onChange` hears what it comes
 * to. An empty field is told to `onClear`; where there is none the field is required, and its form cannot be sent.
 */
export function NumberField({
  value,
  onChange,
  onClear,
  ...others
}: {
  /** Null: none. */
  readonly value: number | null;
  readonly onChange: (value: number) => void;
  readonly onClear?: () => void;
} & Omit<NumberInputProps, 'value' | 'onChange' | 'required'>): ReactNode {
  // What is typed holds for as long as the value is the one it came to.
  const [typed, setTyped] = useState({ text: value ?? '', of: value });
  return (
    <NumberInput
      {...others}
      required={onClear === undefined}
      value={typed.of === value ? typed.text : (value ?? '')}
      onChange={(text: string | number) => {
        const number = typeof text === 'number' ? text : Number.parseFloat(text);
        if (Number.isNaN(number)) {
          setTyped({ text, of: onClear === undefined ? value : null });
          if (text === '') onClear?.();
          return;
        }
        setTyped({ text, of: number });
        onChange(number);
      }}
    />
  );
}
