/** The log of one job as the forge sends it: ANSI and timestamps included, without a byte-order mark. */
export interface JobLog {
  readonly jobExternalId: string;
  readonly jobName: string;
  /** Read as fast as the reader takes them; stopping early ends the download. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Takes a job's log while it comes. The next log waits until the promise is fulfilled. */
export type LogTaker = (log: JobLog) => Promise<void>;
