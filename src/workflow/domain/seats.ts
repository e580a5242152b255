/** How many may do something dear at once, in all and of one owner. */
export class Seats {
  private readonly taken = new Map<string, number>();
  private all = 0;

  constructor(
    private readonly most: number,
    private readonly mostOfOne: number,
  ) {}

  /** What gives the seat back (once; more often does nothing), or null while none is free. */
  take(owner: string): (() => void) | null {
    const own = this.taken.get(owner) ?? 0;
    if (this.all >= this.most || own >= this.mostOfOne) return null;
    this.all += 1;
    this.taken.set(owner, own + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.all -= 1;
      const left = (this.taken.get(owner) ?? 1) - 1;
      if (left === 0) this.taken.delete(owner);
      else this.taken.set(owner, left);
    };
  }
}
