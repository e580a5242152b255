import { runningServer } from './running-server';

/** Ends what global-setup began, in the same process. */
export default async function globalTeardown(): Promise<void> {
  await runningServer.stop();
}
