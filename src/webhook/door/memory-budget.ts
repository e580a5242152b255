/** Bytes that requests in progress may hold together; what does not fit is refused instead of filling the memory. */
export class MemoryBudget {
  private used = 0;

  constructor(private readonly limit: number) {}

  /** Takes `bytes`, or takes nothing and returns false when they do not fit. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.limit) return false;
    this.used += bytes;
    return true;
  }

  /** Gives back what was taken. */
  release(bytes: number): void {
    this.used -= bytes;
  }
}
