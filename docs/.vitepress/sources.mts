import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/** Files of the project, none of them a page, that pages link to. */
const linked = new Set<string>();

/** Where a page of the project lies in the site; those beside the code have a folder of their own there. */
export const sitePathOf = (file: string): string =>
  file.startsWith('docs/') ? file.slice('docs/'.length) : `project/${file.toLowerCase()}`;

const isPage = (file: string): boolean =>
  file.endsWith('.md') && file !== 'README.md' && (file.startsWith('docs/') || !file.includes('/'));

const copyOf = (file: string): string => `source/${file.replaceAll(/(^|\/)\./g, '$1dot-')}.txt`;

/**
 * Where a link of a page leads in the site: pages lie where `rewrites` puts them, and a file that is no page
 * (`../../Dockerfile`) is shown as a copy. What is no file of the project stays as it is, for the generator to complain of.
 */
function placeOf(root: string, page: string, href: string): string {
  const [target = '', anchor] = href.split('#');
  if (target === '' || target.startsWith('/') || /^[a-z]+:/.test(target)) return href;
  const file = path.relative(root, path.resolve(path.dirname(page), target));
  const full = path.join(root, file);
  if (file.startsWith('..') || !existsSync(full) || !statSync(full).isFile()) return href;
  if (isPage(file)) return `/${sitePathOf(file)}${anchor === undefined ? '' : `#${anchor}`}`;
  linked.add(file);
  return `/${copyOf(file)}`;
}

/** Makes links between the project's files work in the site. */
export function placeLinks(markdown: MarkdownRenderer, root: string): void {
  markdown.core.ruler.push('place-links', (state) => {
    const { realPath, path: page } = state.env as { realPath?: string; path: string };
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== 'link_open') continue;
      const href = placeOf(root, realPath ?? page, token.attrGet('href') ?? '');
      token.attrSet('href', href);
      // Not a page of the site: the browser has to fetch it itself.
      if (href.startsWith('/source/')) token.attrSet('target', '_self');
    }
  });
}

/** Copies what was linked to into the built site. */
export function writeLinkedSources(root: string, outDir: string): void {
  for (const file of linked) {
    const copy = path.join(outDir, copyOf(file));
    mkdirSync(path.dirname(copy), { recursive: true });
    copyFileSync(path.join(root, file), copy);
  }
}
