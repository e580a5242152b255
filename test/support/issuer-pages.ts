import type { Page } from 'playwright-core';

/** The issuer's own pages, in a browser that is on them. Its look asks for a font elsewhere, which is refused. */
export class IssuerPages {
  private constructor(private readonly page: Page) {}

  static async of(page: Page): Promise<IssuerPages> {
    await page.route(/^https:\/\/fonts\.googleapis\.com\//, (route) => route.abort());
    return new IssuerPages(page);
  }

  /** Says who one is there; any password does. */
  async login(sub: string): Promise<void> {
    await this.page.getByPlaceholder('Enter any login').fill(sub);
    await this.page.getByPlaceholder('and password').fill('any');
    await this.page.getByRole('button', { name: 'Sign-in' }).click();
  }

  /** Lets the service know what it asked for. */
  async consent(): Promise<void> {
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  /** Refuses, on either page. */
  async cancel(): Promise<void> {
    await this.page.getByRole('link', { name: 'Cancel' }).click();
  }

  /** Agrees to be signed out there, too. */
  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Yes, sign me out' }).click();
  }
}
