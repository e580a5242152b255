import type { IncomingMessage } from 'node:http';
import { AppError, CommonErrors } from '../../common/errors';
import { WebhookErrors } from '../webhook.errors';
import type { MemoryBudget } from './memory-budget';

/** What a piece of a body costs beside its bytes (measured on Node 20: 413): a million pieces of one byte are 400 MB. */
const PIECE_BYTES = 400;
const BUSY_RETRY_SECONDS = 5;

/**
 * Reads the body of one request. Memory is charged as bytes come, not as they are announced: who announces much and sends
 * nothing holds nothing. An ordinary body comes in one piece, and is charged once and never copied.
 */
export class BodyReader {
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private held = 0;

  constructor(
    private readonly budget: MemoryBudget,
    /** Whose share of the budget it takes. */
    private readonly sender: string,
    private readonly maxBytes: number,
  ) {}

  /**
   * Calls `done` once, with the body or with the error to answer: `common.body_too_large`, `webhook.busy`, or
   * `common.malformed_body` for one that broke off. An error gives back what was taken, and what still comes is thrown away.
   */
  read(request: IncomingMessage, done: (error: AppError | null, body?: Buffer) => void): void {
    if (Number(request.headers['content-length'] ?? 0) > this.maxBytes) {
      done(new AppError(CommonErrors.bodyTooLarge));
      return;
    }
    const end = (error: AppError | null): void => {
      request.off('data', take).off('end', whole).off('error', broken);
      if (error === null) {
        done(null, this.body());
        return;
      }
      this.release();
      request.resume();
      done(error);
    };
    const take = (piece: Buffer): void => {
      const error = this.add(piece);
      if (error !== null) end(error);
    };
    const whole = (): void => {
      end(null);
    };
    const broken = (cause: unknown): void => {
      end(new AppError(CommonErrors.malformedBody, { cause }));
    };
    request.on('data', take).on('end', whole).on('error', broken);
  }

  /** Gives back what the body holds; it is not needed any more. */
  release(): void {
    this.pieces.length = 0;
    if (this.held > 0) this.budget.release(this.sender, this.held);
    this.held = 0;
  }

  private add(piece: Buffer): AppError | null {
    this.bytes += piece.length;
    if (this.bytes > this.maxBytes) return new AppError(CommonErrors.bodyTooLarge);
    const cost = piece.length + PIECE_BYTES;
    if (!this.budget.take(this.sender, cost)) {
      return new AppError(WebhookErrors.busy, { retryAfterSeconds: BUSY_RETRY_SECONDS });
    }
    this.held += cost;
    this.pieces.push(piece);
    return null;
  }

  private body(): Buffer {
    const [only] = this.pieces;
    return only !== undefined && this.pieces.length === 1 ? only : Buffer.concat(this.pieces, this.bytes);
  }
}
