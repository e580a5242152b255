import type { Page } from 'playwright-core';
import { startReceiver } from '../contract/receiver';
import { keepPicture } from './dashboard';

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
