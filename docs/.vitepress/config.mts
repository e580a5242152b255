// The documentation as a static site: `npm run docs:site` builds it into dist/site, `npm run docs:dev` shows it while one writes.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { placeLinks, sitePathOf, writeLinkedSources } from './sources.mts';

const root = path.join(import.meta.dirname, '../..');

/** The first heading of a page, which is what the menu calls it. */
const titleOf = (file: string): string => /^# (.+)$/m.exec(readFileSync(path.join(root, file), 'utf8'))?.[1] ?? file;

const item = (file: string): DefaultTheme.SidebarItem => ({ text: titleOf(file), link: `/${sitePathOf(file)}` });

const group = (text: string, ...files: readonly string[]): DefaultTheme.SidebarItem => ({
  text,
  collapsed: false,
  items: files.map(item),
});

const decisions = readdirSync(path.join(root, 'docs/adr'))
  .sort()
  .map((name) => `docs/adr/${name}`);

export default defineConfig({
  title: 'DevFlowFix',
  description: 'Closes the loop on red CI.',
  srcDir: '..',
  // Only what is written for readers; README is for who looks at the code.
  srcExclude: ['{bench,bin,dashboard,demo,deploy,dist,ops,scripts,src,test,coverage}/**', '.*/**', 'README.md'],
  rewrites: sitePathOf,
  outDir: '../dist/site',
  vite: { publicDir: 'docs/images' },
  cacheDir: '../node_modules/.vitepress-cache',
  // The pages must work from a folder, too, and without asking anybody else for anything.
  cleanUrls: false,
  lastUpdated: false,
  markdown: {
    config: (markdown) => {
      placeLinks(markdown, root);
    },
  },
  buildEnd: ({ outDir }) => {
    writeLinkedSources(root, outDir);
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/guides/quick-start' },
      { text: 'API', link: '/guides/api' },
      { text: 'Settings', link: '/configuration' },
      { text: 'Errors', link: '/errors' },
    ],
    sidebar: [
      group('Begin', 'docs/guides/quick-start.md', 'docs/guides/concepts.md'),
      group(
        'Connect',
        'docs/guides/github.md',
        'docs/guides/gitlab.md',
        'docs/guides/webhooks.md',
        'docs/guides/ai.md',
        'docs/guides/forges.md',
      ),
      group('Use', 'docs/guides/fixes.md', 'docs/guides/alerts.md', 'docs/guides/api.md', 'docs/errors.md'),
      group(
        'Operate',
        'docs/guides/sign-in.md',
        'docs/guides/deploy.md',
        'docs/guides/scaling.md',
        'docs/guides/backup.md',
        'docs/guides/runbook.md',
        'docs/configuration.md',
        'docs/observability.md',
        'docs/performance.md',
        'docs/reliability.md',
        'docs/security.md',
        'docs/guides/supply-chain.md',
      ),
      group(
        'Build',
        'docs/architecture.md',
        'docs/guides/extending.md',
        'CONTRIBUTING.md',
        'CHANGELOG.md',
        'SECURITY.md',
      ),
      { text: 'Decisions', collapsed: true, items: decisions.map(item) },
    ],
  },
});
