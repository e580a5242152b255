import type { Config, Warning } from 'stylelint';

export type StyleRules = ReadonlyMap<string, unknown>;

export interface Styled {
  readonly code: string;
  readonly warnings: readonly Warning[];
}

/** Runs Stylelint's own rules over a style sheet in this process. Null when it does not parse or an option is not the rule's. */
export async function style(path: string, text: string, rules: StyleRules, fix: boolean): Promise<Styled | null> {
  // It takes a second to load: only where a style sheet is looked at.
  const { default: stylelint } = await import('stylelint');
  const config: Config = { rules: Object.fromEntries(rules) };
  try {
    const { code, results } = await stylelint.lint({
      code: text,
      codeFilename: path,
      config,
      fix,
      computeEditInfo: false,
    });
    const [result] = results;
    if (!result || result.invalidOptionWarnings.length > 0 || result.parseErrors.length > 0) return null;
    if (result.warnings.some(({ rule }) => rule === 'CssSyntaxError')) return null;
    return { code: code ?? text, warnings: result.warnings };
  } catch {
    // Stylelint rejects rules it has not; whoever asked has another way or none.
    return null;
  }
}
