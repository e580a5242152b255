/** Bytes that requests in progress may hold; what does not fit is refused instead of filling the memory. */
export class MemoryBudget {
  private used = 0;
  /** By sender; one that holds nothing is forgotten. */
  private readonly senders = new Map<string, number>();

  /** At most `limit` bytes together, and at most `share` of them for one sender. */
  constructor(
    private readonly limit: number,
    private readonly share: number,
  ) {}

  /** Bytes held now. */
  get held(): number {
    return this.used;
  }

  /** Takes `bytes`, or takes nothing and returns false when they do not fit. */
  take(sender: string, bytes: number): boolean {
    const own = (this.senders.get(sender) ?? 0) + bytes;
    if (this.used + bytes > this.limit || own > this.share) return false;
    this.used += bytes;
    this.senders.set(sender, own);
    return true;
  }

  /** Gives back what was taken. */
  release(sender: string, bytes: number): void {
    this.used -= bytes;
    const own = (this.senders.get(sender) ?? 0) - bytes;
    if (own > 0) this.senders.set(sender, own);
    else this.senders.delete(sender);
  }
}
