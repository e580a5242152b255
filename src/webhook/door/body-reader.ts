import type { IncomingMessage } from 'node:http';
import { AppError, CommonErrors } from '../../common/errors';
import { WebhookErrors } from '../webhook.errors';
import type { MemoryBudget } from './memory-budget';

/** What a piece of a body costs beside its bytes (measured on Node 20: 413): a million pieces of one byte would be 400 MB. */
const PIECE_BYTES = 400;
/** Pieces smaller than this are gathered, so that nobody holds much by sending little. */
const SMALL_BYTES = 4 * 1024;
/** What small pieces are gathered in. */
const GATHERED_BYTES = 2 * SMALL_BYTES;
const BUSY_RETRY_SECONDS = 5;

/**
 * Reads the body of one request. Memory is charged as bytes come, not as they are announced: who announces much and sends
 * nothing holds nothing. An ordinary body comes in one piece, and is charged once and never copied; small pieces after the
 * first are gathered.
 */
export class BodyReader {
  private pieces: Buffer[] = [];
  /** Of the last piece, where it gathers small ones: all of its room, and how much of it is taken. */
  private gathering: { readonly room: Buffer; taken: number } | null = null;
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
    this.pieces = [];
    this.gathering = null;
    if (this.held > 0) this.budget.release(this.sender, this.held);
    this.held = 0;
  }

  private add(piece: Buffer): AppError | null {
    this.bytes += piece.length;
    if (this.bytes > this.maxBytes) return new AppError(CommonErrors.bodyTooLarge);
    if (this.gather(piece)) return null;
    const isGathered = this.pieces.length > 0 && piece.length < SMALL_BYTES;
    const size = isGathered ? GATHERED_BYTES : piece.length;
    const cost = size + PIECE_BYTES;
    if (!this.budget.take(this.sender, cost)) {
      return new AppError(WebhookErrors.busy, { retryAfterSeconds: BUSY_RETRY_SECONDS });
    }
    this.held += cost;
    this.gathering = isGathered ? { room: Buffer.allocUnsafeSlow(size), taken: 0 } : null;
    if (!this.gather(piece)) this.pieces.push(piece);
    return null;
  }

  /** False when there is no room for the piece. */
  private gather(piece: Buffer): boolean {
    const { gathering } = this;
    if (gathering === null || gathering.taken + piece.length > gathering.room.length) return false;
    if (gathering.taken > 0) this.pieces.pop();
    piece.copy(gathering.room, gathering.taken);
    gathering.taken += piece.length;
    this.pieces.push(gathering.room.subarray(0, gathering.taken));
    return true;
  }

  /** The pieces are let go: a large body is not to be held twice. */
  private body(): Buffer {
    const { pieces } = this;
    this.pieces = [];
    this.gathering = null;
    const [only] = pieces;
    return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces, this.bytes);
  }
}
