import { fixed } from '../../../../test/support/fix-plan';
import { rubocopOffenses } from './rubocop-offenses';

const of = (text: string, ...offenses: string[]) =>
  fixed(
    {
      files: { 'a.rb': text },
      log: `Inspecting 1 file\nC\n\nOffenses:\n\n${offenses.map((each) => `a.rb:${each}\n`).join('')}\n1 file inspected, ${offenses.length} offenses detected\n`,
    },
    [rubocopOffenses],
  );

describe("RuboCop's textual cops", () => {
  it.each([
    [
      'a method and its place',
      'class A\n  attr_reader :b\n  def c d=1\n    @e=d\n  end\n  private\n  def f\n    return [:x, :y]\n  end\nend\n',
      [
        '2:3: C: [Correctable] Layout/EmptyLinesAroundAttributeAccessor: Add an empty line after attribute accessor.',
        '3:9: C: [Correctable] Style/MethodDefParentheses: Use def with parentheses when there are parameters.',
        '3:10: C: [Correctable] Layout/SpaceAroundEqualsInParameterDefault: Surrounding space missing in default value assignment.',
        '4:7: C: [Correctable] Layout/SpaceAroundOperators: Surrounding space missing for operator =.',
        '6:3: C: [Correctable] Layout/EmptyLinesAroundAccessModifier: Keep a blank line before and after private.',
        '8:5: C: [Correctable] Style/RedundantReturn: Redundant return detected.',
        '8:12: C: [Correctable] Style/SymbolArray: Use %i or %I for an array of symbols.',
      ],
      'class A\n  attr_reader :b\n\n  def c(d = 1)\n    @e = d\n  end\n\n  private\n\n  def f\n    %i[x y]\n  end\nend\n',
    ],
    [
      'a word for a sign, where both bind alike',
      'puts item if item and !item.empty?\n',
      ['1:19: C: [Correctable] Style/AndOr: Use `&&` instead of `and`.'],
      'puts item if item && !item.empty?\n',
    ],
    [
      'signs at one column',
      'x.each{|i| puts i}\ny = {:a=>1}\nif (y > 1)\n  go()\nend\n',
      [
        '1:7: C: [Correctable] Layout/SpaceBeforeBlockBraces: Space missing to the left of {.',
        '1:7: C: [Correctable] Layout/SpaceInsideBlockBraces: Space between { and | missing.',
        '1:18: C: [Correctable] Layout/SpaceInsideBlockBraces: Space missing inside }.',
        '2:6: C: [Correctable] Style/HashSyntax: Use the new Ruby 1.9 hash syntax.',
        '2:8: C: [Correctable] Layout/SpaceAroundOperators: Surrounding space missing for operator =>.',
        "3:4: C: [Correctable] Style/ParenthesesAroundCondition: Don't use parentheses around the condition of an if.",
        '4:5: C: [Correctable] Style/MethodCallWithoutArgsParentheses: Do not use parentheses for method calls with no arguments.',
      ],
      'x.each { |i| puts i }\ny = {a: 1}\nif y > 1\n  go\nend\n',
    ],
  ])('correct %s', async (_name, text, offenses, after) => {
    expect(await of(text, ...offenses)).toEqual({ 'a.rb': after });
  });

  it.each([
    [
      'one is no matter of text',
      'def getName\n  1 \nend\n',
      '1:5: C: Naming/MethodName: Use snake_case for method names.',
      '2:4: C: [Correctable] Layout/TrailingWhitespace: Trailing whitespace detected.',
    ],
    [
      'a condition assigns',
      'if (x = f)\n  1\nend\n',
      "1:4: C: [Correctable] Style/ParenthesesAroundCondition: Don't use parentheses around the condition of an if.",
    ],
    [
      'a list has more than symbols',
      'a = [:x, y]\n',
      '1:5: C: [Correctable] Style/SymbolArray: Use %i or %I for an array of symbols.',
    ],
    [
      'the text has a heredoc',
      'a = <<~TXT\n  x  \nTXT\n',
      '2:4: C: [Correctable] Layout/TrailingWhitespace: Trailing whitespace detected.',
    ],
  ])('leave a file alone where %s', async (_name, text, ...offenses) => {
    expect(await of(text, ...offenses)).toEqual(expect.any(String));
  });

  it('leave `and` between what binds in another way', async () => {
    const offense = '1:11: C: [Correctable] Style/AndOr: Use `&&` instead of `and`.';

    expect(await of('a = b if x and y = z\n', offense)).toBe('no fixer knows a safe change for this failure');
  });
});
