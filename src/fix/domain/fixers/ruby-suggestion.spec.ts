import { fixed } from '../../../../test/support/fix-plan';
import { rubySuggestion } from './ruby-suggestion';

const failed = (source: string, ...words: string[]): string =>
  `F\n\nFailures:\n\n  1) Stack grows\n     Failure/Error: ${source}\n\n     NameError:\n       undefined local variable or method \`itm' for #<Stack>\n\n           ${source}\n                    ^^^\n${words.map((each) => `       ${each}\n`).join('')}     # ./lib/stack.rb:3:in \`push'\n     # ./spec/stack_spec.rb:4:in \`block (2 levels) in <top (required)>'\n\nFinished in 0.01 seconds (files took 0.3 seconds to load)\n1 example, 1 failure\n\nFailed examples:\n\nrspec ./spec/stack_spec.rb:2 # Stack grows\n`;
const STACK = (body: string): string => `class Stack\n  def push(item)\n    ${body}\n  end\nend\n`;
const SPEC = "RSpec.describe Stack do\n  it 'grows' do\n    s = Stack.new\n    s.push(1)\n  end\nend\n";
const of = (body: string, log: string) =>
  fixed({ files: { 'lib/stack.rb': STACK(body), 'spec/stack_spec.rb': SPEC }, log }, [rubySuggestion]);

describe("Ruby's suggestions as rspec tells them", () => {
  it('are taken where the word stands', async () => {
    expect(await of('items << itm', failed('items << itm', 'Did you mean?  item'))).toEqual({
      'lib/stack.rb': STACK('items << item'),
    });
  });

  it.each([
    ['Ruby names two', 'items << itm', failed('items << itm', 'Did you mean?  item', '               items')],
    ['Ruby names none', 'items << itm', failed('items << itm')],
    ['the word is twice on the line', 'itm << itm', failed('itm << itm', 'Did you mean?  item')],
  ])('are left alone when %s', async (_name, body, log) => {
    expect(await of(body, log)).toEqual(expect.any(String));
  });
});
