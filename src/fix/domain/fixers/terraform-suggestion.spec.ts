import { fixed } from '../../../../test/support/fix-plan';
import { terraformSuggestion } from './terraform-suggestion';

const of = (text: string, line: number, ...words: string[]) =>
  fixed(
    {
      files: { 'main.tf': text },
      log: `\nError: Something\n\n  on main.tf line ${line}, in output "o":\n   ${line}:   ${text.split('\n')[line - 1] ?? ''}\n\n${words.join('\n')}\n\n`,
    },
    [terraformSuggestion],
  );
const TEXT = 'variable "name" {\n  type = string\n}\n\noutput "o" {\n  value = var.nam\n}\n';

describe("Terraform's suggestions", () => {
  it('are taken, though its words are wrapped', async () => {
    expect(
      await of(TEXT, 6, 'An input variable with the name "nam" has not been declared. Did you mean', '"name"?'),
    ).toEqual({
      'main.tf': TEXT.replace('var.nam\n', 'var.name\n'),
    });
  });

  it.each([
    ['it has none', TEXT, 6, 'An input variable with the name "nam" has not been declared.'],
    [
      'the word is twice on the line',
      TEXT.replace('var.nam', '"${var.nam}${var.nam}"'),
      6,
      'An input variable with the name "nam" has not been declared. Did you mean "name"?',
    ],
    [
      'the line is another',
      TEXT.replace('var.nam', 'local.x'),
      6,
      'An input variable with the name "nam" has not been declared. Did you mean "name"?',
    ],
  ])('are not made up when %s', async (_name, text, line, words) => {
    expect(await of(text, line, words)).toEqual(expect.any(String));
  });
});
