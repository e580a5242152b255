/** One message of a stream, as a browser would hand it on. */
export interface StreamMessage {
  readonly type: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of `GET /api/v2/events`, from connecting to the end. */
export class EventStream {
  readonly messages: StreamMessage[] = [];
  /** Of the last message, and of comments that moved it on. */
  lastEventId = '';
  private readonly waiting = new Set<() => void>();
  private done = false;

  private constructor(
    readonly response: Response,
    private readonly aborter: AbortController,
  ) {}

  /** Connects; resolves with the answer's head, and once the server says that the stream is up to date. */
  static async open(
    url: string,
    headers: Readonly<Record<string, string>>,
    lastEventId: string | null = null,
  ): Promise<EventStream> {
    const stream = await EventStream.connect(url, headers, lastEventId);
    if (stream.response.status === 200) await stream.until(() => stream.lastEventId !== '');
    return stream;
  }

  /** Connects; resolves with the answer's head. */
  static async connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    lastEventId: string | null = null,
  ): Promise<EventStream> {
    const aborter = new AbortController();
    const response = await fetch(new URL('/api/v2/events', url), {
      headers: { ...headers, ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }) },
      signal: aborter.signal,
    });
    const stream = new EventStream(response, aborter);
    void stream.read();
    return stream;
  }

  /** The first message that passes, come already or later. */
  async message(wanted: (message: StreamMessage) => boolean): Promise<StreamMessage> {
    await this.until(() => this.messages.some(wanted));
    const found = this.messages.find(wanted);
    if (found === undefined) throw new Error('the stream ended without the message');
    return found;
  }

  /** Resolves when the server ended the stream. */
  async ended(): Promise<void> {
    await this.until(() => this.done);
  }

  /** Resolves when `holds` does, looked at after every piece that comes; also when the stream ends. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.done) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  close(): void {
    this.aborter.abort();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of this.response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
        this.tell();
      }
    } catch (error) {
      if (!this.aborter.signal.aborted && !(error instanceof TypeError)) throw error;
    } finally {
      this.done = true;
      this.tell();
    }
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
      }),
    );
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    const data = fields.get('data');
    if (data === undefined) return;
    this.messages.push({
      type: fields.get('event') ?? 'message',
      id: this.lastEventId,
      data: JSON.parse(data) as StreamMessage['data'],
    });
  }

  private tell(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
