import fc from 'fast-check';
import { TailBuffer } from './tail-buffer';

function read(maxBytes: number, ...chunks: (string | Uint8Array)[]): { text: string; truncated: boolean } {
  const tail = new TailBuffer(maxBytes);
  for (const chunk of chunks) tail.push(Buffer.from(chunk as string));
  return tail.finish();
}

describe('the tail of a log', () => {
  it('is the whole log when it fits', () => {
    expect(read(6, 'abc', 'def')).toEqual({ text: 'abcdef', truncated: false });
  });

  it('keeps the end', () => {
    expect(read(4, 'abc', 'def', 'g')).toEqual({ text: 'defg', truncated: true });
  });

  it('tells that whole chunks were dropped', () => {
    expect(read(3, 'abc', 'def')).toEqual({ text: 'def', truncated: true });
  });

  it('starts at a whole character', () => {
    expect(read(4, 'x😀é')).toEqual({ text: 'é', truncated: true });
  });

  it('drops a byte-order mark, also one that arrives in pieces', () => {
    expect(read(9, '\uFEFFabc').text).toBe('abc');
    expect(read(9, Uint8Array.of(0xef), Uint8Array.of(0xbb), Uint8Array.of(0xbf, 0x61)).text).toBe('a');
  });

  it('keeps what only began like a mark', () => {
    expect(read(9, Uint8Array.of(0xef), Uint8Array.of(0xbb, 0x80)).text).toBe(Buffer.of(0xef, 0xbb, 0x80).toString());
  });

  it('drops the mark of every file', () => {
    const tail = new TailBuffer(9);
    for (const file of ['\uFEFFa', '\uFEFFb']) {
      tail.startFile();
      tail.push(Buffer.from(file));
    }

    expect(tail.finish().text).toBe('ab');
  });

  it('equals a cut of the whole, however the log is chopped', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), fc.integer({ min: 0, max: 40 }), (chunks, max) => {
        const whole = chunks.join('');
        expect(read(max, ...chunks)).toEqual({
          text: whole.slice(Math.max(0, whole.length - max)),
          truncated: whole.length > max,
        });
      }),
    );
  });
});
