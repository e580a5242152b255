import { askedOf } from './arguments';

describe('the arguments of the demo', () => {
  it.each([
    [[], { once: false, forge: 'github' }],
    [['--once'], { once: true, forge: 'github' }],
    [['--forge', 'gitlab', '--once'], { once: true, forge: 'gitlab' }],
    [['--forge=gitlab'], { once: false, forge: 'gitlab' }],
    [['--help', '--nonsense'], { problem: null }],
    [['--forge', 'sourceforge'], { problem: 'no such forge: sourceforge' }],
    [['--forge'], { problem: 'no such forge: (none)' }],
    [['--twice'], { problem: 'unknown: --twice' }],
  ])('%j asks for %j', (args, wanted) => {
    expect(askedOf(args)).toEqual(wanted);
  });
});
