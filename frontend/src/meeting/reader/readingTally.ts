export interface ReadingBatch {
  batch: string;
  version: number;
  pages: Record<number, number>;
}

const MOST_PAGES = 60;
const MOST_SECONDS = 60;

/** Seconds read by page since the last batch; a batch that did not arrive is sent again as it was. */
export class ReadingTally {
  private pages: Record<number, number> = {};
  private waiting: ReadingBatch | null = null;

  constructor(private readonly version: number, private readonly newId: () => string = () => crypto.randomUUID()) {}

  /** One second on a page. What no batch could hold is not counted. */
  tick(page: number): void {
    const seconds = this.pages[page] ?? 0;
    if (seconds === 0 && Object.keys(this.pages).length >= MOST_PAGES) return;
    this.pages[page] = Math.min(MOST_SECONDS, seconds + 1);
  }

  /** What is to be sent now: the batch that waits, else a new one; null when nothing was read. */
  take(): ReadingBatch | null {
    if (this.waiting === null && Object.keys(this.pages).length > 0) {
      this.waiting = { batch: this.newId(), version: this.version, pages: this.pages };
      this.pages = {};
    }
    return this.waiting;
  }

  /** The server has it, or will never take it. */
  settle(batch: string): void {
    if (this.waiting?.batch === batch) this.waiting = null;
  }
}
