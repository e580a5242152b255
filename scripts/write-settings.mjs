// Writes docs/configuration.md from what the service itself checks: the Env class (names, rules, words) and .env.example
// (the sections, an example each). With --check it changes nothing and fails when the page is stale. Both must name the
// same settings, and every setting must say what it is for.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const page = path.join(root, 'docs/configuration.md');

const source = ts.createSourceFile('env.ts', read('src/config/env.ts'), ts.ScriptTarget.Latest, true);
const settings = new Map();
let secrets = [];
for (const statement of source.statements) {
  if (ts.isClassDeclaration(statement) && statement.name.text === 'Env')
    for (const member of statement.members.filter(ts.isPropertyDeclaration))
      settings.set(member.name.text, told(member));
  if (ts.isVariableStatement(statement))
    for (const { name, initializer } of statement.declarationList.declarations)
      if (name.text === 'SECRET_VARIABLES') secrets = initializer.expression.elements.map(({ text }) => text);
}

/** What a setting is for, and what it may be. */
function told(member) {
  const words = ts
    .getJSDocCommentsAndTags(member)
    .map(({ comment }) => comment)
    .join(' ');
  const decorators = ts.getDecorators(member).map(({ expression }) => expression);
  const called = (name) =>
    decorators.find((call) => ts.isCallExpression(call) && call.expression.text === name)?.arguments;
  const number = (name) => called(name)?.[0].getText().replaceAll('_', '');
  const oneOf = called('IsIn')?.[0].elements.map(({ text }) => `\`${text}\``);
  const range = called('Min') && `${number('Min')} to ${number('Max')}`;
  const rule = oneOf?.join(', ') ?? range ?? (called('IsUrl') && 'http(s) address') ?? '';
  return { words, rule };
}

const sections = [];
for (const line of read('.env.example').split('\n')) {
  const title = /^# --- (.+?) -+$/.exec(line)?.[1];
  const [, name, example] = /^#([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
  if (title) sections.push({ title, rows: [] });
  if (name) sections.at(-1).rows.push({ name, example });
}
const listed = sections.flatMap(({ rows }) => rows.map(({ name }) => name));
const problems = [
  ...[...settings.keys()]
    .filter((name) => !listed.includes(name) && !listed.includes(`${name}_FILE`))
    .map((name) => `${name} is not in .env.example`),
  ...listed.filter((name) => !settings.has(name) && !isFile(name)).map((name) => `${name} is in .env.example alone`),
  ...[...settings].filter(([, { words }]) => words === '').map(([name]) => `${name} has no docstring in env.ts`),
];
if (problems.length > 0) {
  for (const problem of problems) console.error(`  ${problem}`);
  process.exit(1);
}

/** A secret's file is named with its secret. */
function isFile(name) {
  return name.endsWith('_FILE') && secrets.includes(name.slice(0, -'_FILE'.length));
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const row = ({ name, example }) => {
  const { words, rule } = settings.get(name) ?? settings.get(name.replace(/_FILE$/, ''));
  const file = secrets.includes(name) ? `, \`${name}_FILE\`` : '';
  return `| \`${name}\`${file} | ${cell(words)} | ${cell(rule)} | ${example === '' ? '' : `\`${cell(example)}\``} |`;
};
const text = `# Settings

Every setting is an environment variable or a line in \`.env\` of the folder the service starts in; the variable wins. All
are optional to try DevFlowFix out. A secret may come from a file whose path is in \`NAME_FILE\`. A value that breaks its rule
keeps the service from starting; it says which, and never the value. This page is written from the code
(\`npm run docs:settings\`).

${sections
  .map(
    ({ title, rows }) =>
      `## ${title}\n\n| setting | what for | may be | example |\n| --- | --- | --- | --- |\n${rows.map(row).join('\n')}\n`,
  )
  .join('\n')}`;
const made = await format(text, { ...(await resolveConfig(page)), parser: 'markdown' });

if (!process.argv.includes('--check')) writeFileSync(page, made);
else if (read('docs/configuration.md') !== made) {
  console.error('  docs/configuration.md is stale: npm run docs:settings');
  process.exitCode = 1;
}
