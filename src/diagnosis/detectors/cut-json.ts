/** Deeper texts are let go: no report nests more. */
const MAX_DEPTH = 64;

/**
 * A JSON text whose end is missing, closed after its last whole element; null when it has none. One look at each
 * character: what is inside a string is passed over.
 */
export function closed(text: string): string | null {
  const open: string[] = [];
  let inString = false;
  let end = 0;
  let closers = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (open.length >= MAX_DEPTH) return null;
      open.push(character === '{' ? '}' : ']');
    } else if (character === '}' || character === ']') {
      if (open.pop() !== character) return null;
      // Objects are what reports are made of; what follows one may be cut off.
      if (character === '}') {
        end = index + 1;
        closers = [...open].reverse().join('');
      }
    }
  }
  return end === 0 ? null : text.slice(0, end) + closers;
}
