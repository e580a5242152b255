import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { HttpConfig } from '../config/config';
import { homePage } from './home-page';

/** Where the build puts the dashboard: beside the compiled server, or in `dist/` when the sources themselves run. */
const FOLDERS = ['../../public', '../../dist/public'].map((folder) => path.join(__dirname, folder));

/** What the built page carries where the installation's own path belongs. */
const BASE = '<base href="/" />';

/** The addresses of the dashboard's pages; a test holds them and `dashboard/src/app/router.tsx` together. */
export const DASHBOARD_PAGES = [
  'sign-in',
  'register',
  'confirm-alerts',
  'welcome',
  'incidents',
  'incidents/:id',
  'runs',
  'runs/:id',
  'repositories',
  'repositories/:id',
  'analytics',
  'settings',
  'settings/:section',
] as const;

/** The built dashboard: its folder and its one page. Without a build there is a page of links instead. */
@Injectable()
export class Dashboard {
  /** Null where nothing was built (tests of the sources). */
  readonly folder: string | null = FOLDERS.find((folder) => existsSync(path.join(folder, 'index.html'))) ?? null;

  constructor(private readonly http: HttpConfig) {}

  /** The page that every address of the dashboard answers with. */
  page(): string {
    if (this.folder === null) return homePage();
    const built = readFileSync(path.join(this.folder, 'index.html'), 'utf8');
    return withBase(built, this.http.publicUrl);
  }
}

/** The page with the path that the installation lives under, so that its relative addresses hold at any depth. */
export function withBase(page: string, publicUrl: string): string {
  const prefix = new URL(publicUrl).pathname.replace(/\/*$/, '/');
  return page.replace(BASE, () => `<base href="${prefix.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" />`);
}
