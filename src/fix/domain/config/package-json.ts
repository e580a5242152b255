import * as ts from 'typescript';
import type { Edit, FixerInput } from '../fix.types';
import { replaceAt, rewrite } from '../kit';

export const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
export type Section = (typeof SECTIONS)[number];

/** One dependency as a manifest says it. */
export interface Declared {
  readonly section: Section;
  readonly name: string;
  readonly spec: string;
  readonly nameNode: ts.StringLiteral;
  readonly specNode: ts.StringLiteral;
}

/** A `package.json` that parses. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
  readonly source: ts.JsonSourceFile;
  readonly name: string | null;
  readonly dependencies: readonly Declared[];
}

function rootOf(source: ts.JsonSourceFile): ts.ObjectLiteralExpression | null {
  const expression = source.statements[0]?.expression;
  return expression && ts.isObjectLiteralExpression(expression) ? expression : null;
}

function propertyOf(object: ts.ObjectLiteralExpression | null, name: string): ts.Expression | null {
  const found = object?.properties.find(
    (each): each is ts.PropertyAssignment =>
      ts.isPropertyAssignment(each) && ts.isStringLiteral(each.name) && each.name.text === name,
  );
  return found?.initializer ?? null;
}

function objectOf(object: ts.ObjectLiteralExpression | null, name: string): ts.ObjectLiteralExpression | null {
  const found = propertyOf(object, name);
  return found && ts.isObjectLiteralExpression(found) ? found : null;
}

function textOf(object: ts.ObjectLiteralExpression | null, name: string): string | null {
  const found = propertyOf(object, name);
  return found && ts.isStringLiteral(found) ? found.text : null;
}

/** Reads a manifest; null when it is not there (yet) or no JSON. */
export function manifestAt(input: FixerInput, path: string): Manifest | null {
  const text = input.files.text(path);
  if (text === null) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const source = ts.parseJsonText(path, text);
  const root = rootOf(source);
  const dependencies = SECTIONS.flatMap((section) =>
    (objectOf(root, section)?.properties ?? []).flatMap((each) =>
      ts.isPropertyAssignment(each) && ts.isStringLiteral(each.name) && ts.isStringLiteral(each.initializer)
        ? [
            {
              section,
              name: each.name.text,
              spec: each.initializer.text,
              nameNode: each.name,
              specNode: each.initializer,
            },
          ]
        : [],
    ),
  );
  return { path, text, source, name: textOf(root, 'name'), dependencies };
}

/** Manifests of the tree, the root's first. */
export function manifestsOf(input: FixerInput): Manifest[] {
  return [...input.files.paths]
    .filter((path) => /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)(?:node_modules|fixtures?)\//.test(path))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .slice(0, 200)
    .flatMap((path) => manifestAt(input, path) ?? []);
}

/** The folder of a manifest, with its `/`; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Puts another text for a string of a manifest, its quotes excluded. */
export function restring({ path, text, source }: Manifest, node: ts.StringLiteral, to: string): Edit {
  const start = node.getStart(source);
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const old = text.slice(start, node.getEnd());
  return replaceAt(path, { line: line + 1, column: character + 1 }, old, JSON.stringify(to));
}

/**
 * Adds a dependency to a section, where the alphabet has it when the section is sorted, else at its end. Null when the
 * section is there but not one entry a line.
 */
export function addDependency(manifest: Manifest, section: Section, name: string, spec: string): Edit[] | null {
  const { path, text, source } = manifest;
  const root = rootOf(source);
  const object = objectOf(root, section);
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(spec)}`;
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  if (!object || object.properties.length === 0) {
    const last = root?.properties.at(-1);
    if (!last || object) return null;
    const end = last.getEnd();
    const block = `,\n${indent}"${section}": {\n${indent}${indent}${entry}\n${indent}}`;
    return rewrite(path, text, text.slice(0, end) + block + text.slice(end));
  }
  const { properties } = object;
  const names = properties.map((each) => (each.name && ts.isStringLiteral(each.name) ? each.name.text : ''));
  const sorted = names.every((each, index) => index === 0 || (names[index - 1] ?? '') <= each);
  const before = sorted ? names.findIndex((each) => each > name) : -1;
  const next = before < 0 ? undefined : properties[before];
  const last = properties.at(-1);
  if (!last) return null;
  const starts = properties.map((each) => source.getLineAndCharacterOfPosition(each.getStart(source)).line);
  if (new Set(starts).size !== starts.length) return null;
  if (next) {
    const at = next.getStart(source);
    const margin = text.slice(text.lastIndexOf('\n', at) + 1, at);
    return rewrite(path, text, `${text.slice(0, at)}${entry},\n${margin}${text.slice(at)}`);
  }
  const start = last.getStart(source);
  const margin = text.slice(text.lastIndexOf('\n', start) + 1, start);
  const end = last.getEnd();
  return rewrite(path, text, `${text.slice(0, end)},\n${margin}${entry}${text.slice(end)}`);
}
