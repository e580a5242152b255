/** Ends what global-setup began, in the same process. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.stopTestServer?.();
}
