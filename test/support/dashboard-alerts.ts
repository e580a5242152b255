import type { Browser, Page } from 'playwright-core';
import { startReceiver } from '../contract/receiver';
import { faultsOf, keepPicture } from './dashboard';
import { lettersTo, type MailServer } from './mail-server';

/**
 * On Settings → Alerts, by keyboard: adds a channel and a rule that tells it, sends a test (which `work` brings there), and
 * mutes the rule. Returns the rule as it is shown then, and how many messages arrived. The page's own limit of waiting holds.
 */
export async function watchByKeyboard(
  page: Page,
  work: () => Promise<void>,
): Promise<{ readonly shown: string; readonly arrived: number }> {
  const receiver = await startReceiver();
  await page.getByText('Alerts go nowhere yet').waitFor();
  await page.getByRole('button', { name: 'Add channel' }).press('Enter');
  await page.getByRole('form', { name: 'New channel' }).getByLabel('Name').fill('on call');
  await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
  await page.keyboard.press('Enter');
  await page.getByText('shown this once').waitFor();
  await page.getByRole('button', { name: 'Add rule' }).press('Enter');
  await page.getByLabel('Tell me when').selectOption('branch_red');
  await keepPicture(page, 'settings-alerts-form');
  await page.getByRole('checkbox', { name: 'on call (Webhook)' }).press('Space');
  await page.getByRole('form', { name: 'New rule' }).getByRole('button', { name: 'Add rule' }).press('Enter');
  const rule = page.getByRole('list', { name: 'Alert rules' }).getByRole('listitem');
  await rule.getByText('tells on call').waitFor();
  await page.getByRole('button', { name: 'Send test to on call' }).press('Enter');
  await page.getByText('test is on its way').waitFor();
  await work();
  await page.getByText('test delivered').waitFor();
  await page.getByRole('table', { name: 'Sent alerts' }).getByText('delivered', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Mute Default branch stays red' }).press('Enter');
  await rule.getByText('muted', { exact: true }).waitFor();
  await receiver.close();
  return { shown: await rule.innerText(), arrived: receiver.arrived.length };
}

/** What it took to get alerts to an e-mail address. */
export interface Confirmed {
  /** Subjects of the letters, in order. */
  readonly letters: readonly string[];
  /** What is wrong on the page that the letter leads to, for those who use it. */
  readonly faults: readonly string[];
}

/**
 * On Settings → Alerts: adds an e-mail address, has it asked once more, agrees as its owner (who has no account here) by the
 * second letter's link, and sends a test there. `work` brings letters.
 */
export async function confirmByLetter(
  page: Page,
  mail: MailServer,
  work: () => Promise<void>,
  browser: Browser,
): Promise<Confirmed> {
  const address = 'oncall@example.test';
  await page.getByRole('button', { name: 'Add channel' }).click();
  await page.getByLabel('Kind').selectOption('email');
  await page.getByRole('form', { name: 'New channel' }).getByLabel('Name').fill('night shift');
  await page.getByLabel('E-mail address').fill(address);
  await page.keyboard.press('Enter');
  const channel = page.getByRole('list', { name: 'Alert channels' }).getByRole('listitem').filter({ hasText: address });
  await channel.getByText('waits for confirmation').waitFor();
  // One letter at a time: those to one address wait for each other, and `work` does what is due.
  await work();
  await page.getByRole('button', { name: 'Ask again: night shift' }).click();
  await channel.getByText('letter is on its way').waitFor();
  await work();
  await channel.getByText('letter delivered').waitFor();
  const link = /https?:\S+#\S+/.exec(lettersTo(mail, address).at(-1) ?? '')?.[0] ?? '';

  const context = await browser.newContext();
  const owner = await context.newPage();
  owner.setDefaultTimeout(45_000);
  await owner.goto(link);
  await owner.getByRole('heading', { name: 'Alerts to your address?' }).waitFor();
  const faults = await faultsOf(owner, 'confirm-alerts');
  await owner.getByRole('button', { name: 'Send me alerts' }).click();
  await owner.getByRole('status').getByText(address).waitFor();
  await context.close();

  await page.reload();
  await channel.getByText('active', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Send test to night shift' }).click();
  await channel.getByText('test is on its way').waitFor();
  await work();
  await channel.getByText('test delivered').waitFor();
  const letters = lettersTo(mail, address).map((letter) => /^Subject: (.*)$/m.exec(letter)?.[1]?.trim() ?? '');
  return { letters, faults };
}
