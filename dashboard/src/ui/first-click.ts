import type { MouseEvent } from 'react';

/**
 * For buttons that ask the server for something: of a double click only the first counts. The second would order the same again,
 * or press what took the button's place.
 */
export function onFirstClick(act: () => void): (event: MouseEvent) => void {
  return (event) => {
    // 1 for a click, 0 for a key, more for those that follow at once in the same place.
    if (event.detail <= 1) act();
  };
}
