import type { Warning } from 'stylelint';
import { parseConfigFileTextToJson } from 'typescript';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { staticConfig } from '../config/static-value';
import type { FixFiles, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite, spotOf } from '../kit';
import type { StyleRules } from '../script/style';
import { style } from '../script/style';

const NAMES = [
  '.stylelintrc',
  ...['json', 'yaml', 'yml', 'js', 'mjs', 'cjs'].map((ending) => `.stylelintrc.${ending}`),
  ...['js', 'mjs', 'cjs', 'ts'].map((ending) => `stylelint.config.${ending}`),
];
/** Stylelint's names have words with dashes between; its plugins' have a slash. */
const RULE = /^[a-z]+(?:-[a-z]+)+$/;
/** First options that rules have, for configurations that cannot be read. */
const USUAL: readonly unknown[] = [
  true,
  'always',
  'never',
  'short',
  'long',
  'lower',
  'modern',
  'legacy',
  'number',
  'percentage',
  'double',
  'single',
  'context',
  'prefix',
];

const NESTED = { except: ['first-nested'], ignore: ['after-comment'] };
/** What the rules' own documentation and the usual shared configurations set, where a plain word is not enough. */
const SHARED: ReadonlyMap<string, readonly unknown[]> = new Map([
  [
    'alpha-value-notation',
    [
      [
        'percentage',
        { exceptProperties: ['opacity', 'fill-opacity', 'flood-opacity', 'stop-opacity', 'stroke-opacity'] },
      ],
    ],
  ],
  [
    'at-rule-empty-line-before',
    [['always', { except: ['blockless-after-same-name-blockless', 'first-nested'], ignore: ['after-comment'] }]],
  ],
  ['color-function-alias-notation', ['without-alpha']],
  ['comment-empty-line-before', [['always', { except: ['first-nested'], ignore: ['stylelint-commands'] }]]],
  [
    'custom-property-empty-line-before',
    [
      [
        'always',
        { except: ['after-custom-property', 'first-nested'], ignore: ['after-comment', 'inside-single-line-block'] },
      ],
    ],
  ],
  [
    'declaration-empty-line-before',
    [
      [
        'always',
        { except: ['after-declaration', 'first-nested'], ignore: ['after-comment', 'inside-single-line-block'] },
      ],
      'never',
    ],
  ],
  ['font-family-name-quotes', ['always-where-recommended', 'always-unless-keyword', 'always-where-required']],
  ['hue-degree-notation', ['angle', 'number']],
  ['import-notation', ['url', 'string']],
  ['keyframe-selector-notation', ['percentage-unless-within-keyword-only-block', 'percentage', 'keyword']],
  ['length-zero-no-unit', [[true, { ignore: ['custom-properties'] }]]],
  ['rule-empty-line-before', [['always-multi-line', NESTED], ['always', NESTED], 'always-multi-line']],
  ['selector-not-notation', ['complex', 'simple']],
  ['value-no-vendor-prefix', [[true, { ignoreValues: ['box', 'inline-box'] }]]],
]);

const Configured = z.looseObject({ rules: z.record(z.string(), z.unknown()).optional() });

function configured(files: FixFiles): StyleRules {
  const name = NAMES.find((each) => files.paths.has(each));
  const text = name === undefined ? null : files.text(name);
  if (name === undefined || text === null) return new Map();
  const read = (): unknown => {
    if (/\.[cm]?[jt]s$/.test(name)) return staticConfig(name, text)?.value;
    return name.endsWith('.json')
      ? (parseConfigFileTextToJson(name, text) as { config?: unknown }).config
      : (parse(text) as unknown);
  };
  try {
    const { data } = Configured.safeParse(read());
    return new Map(Object.entries(data?.rules ?? {}).filter(([rule, setting]) => RULE.test(rule) && setting !== null));
  } catch {
    // A configuration that is not YAML says nothing here.
    return new Map();
  }
}

function repeats(warnings: readonly Warning[], issues: readonly DiagnosisIssue[]): boolean {
  const at = (line: number | null): boolean => warnings.some((warning) => warning.line === line);
  return warnings.length === issues.length && issues.every(({ line }) => at(line));
}

async function settingOf(
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
  own: unknown,
): Promise<unknown> {
  const rule = issues[0]?.rule ?? '';
  for (const setting of own === undefined ? [...(SHARED.get(rule) ?? []), ...USUAL] : [own]) {
    const styled = await style(path, text, new Map([[rule, setting]]), false);
    if (styled && repeats(styled.warnings, issues)) return setting;
  }
  return undefined;
}

async function fixFile(
  input: FixerInput,
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): Promise<FixerOutcome> {
  const known = configured(input.files);
  const rules = new Map<string, unknown>();
  const command = `npx stylelint --fix ${path}`;
  for (const rule of new Set(issues.flatMap((issue) => issue.rule ?? []))) {
    const setting = await settingOf(
      path,
      text,
      issues.filter((issue) => issue.rule === rule),
      known.get(rule),
    );
    if (setting === undefined)
      return { outcome: 'declined', covers: issues, why: `${path}: ${rule} could not be reproduced`, command };
    rules.set(rule, setting);
  }
  const after = await style(path, text, rules, true);
  const left = after && (await style(path, after.code, rules, false));
  const before = await style(path, text, known, false);
  const now = after && (await style(path, after.code, known, false));
  const more = before && now && now.warnings.length > before.warnings.length;
  if (!after || !left || left.warnings.length > 0 || after.code === text || more === true)
    return {
      outcome: 'declined',
      covers: issues,
      why: `${path}: ${[...rules.keys()].join(', ')} has no fix of its own here`,
      command,
    };
  return {
    outcome: 'patch',
    edits: rewrite(path, text, after.code),
    reason: `Do what ${[...rules.keys()].join(', ')} asks, by the rule's own fix`,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: 0.93,
    safety: 'safe',
    command,
  };
}

/** Stylelint's own rules on CSS, run here with the repository's settings; only findings they repeat are fixed. */
export const stylelintFixes: Fixer = {
  name: 'stylelint-rules',
  phase: 'edit',
  async fix(input) {
    const files = new Map<string, { readonly text: string; readonly issues: DiagnosisIssue[] }>();
    for (const issue of input.issues) {
      const spot = issue.rule !== null && RULE.test(issue.rule) ? spotOf(input, issue) : null;
      if (!spot?.path.endsWith('.css')) continue;
      const own = files.get(spot.path) ?? { text: spot.text, issues: [] };
      own.issues.push(issue);
      files.set(spot.path, own);
      configured(input.files);
    }
    return Promise.all([...files].map(([path, { text, issues }]) => fixFile(input, path, text, issues)));
  },
};
