/** What is seen of the line; each is told whenever it is seen, at the time of `now`. */
export interface LineSigns {
  /** The media server's word about this device's own connection. */
  quality: "excellent" | "good" | "poor" | "lost" | "unknown";
  /** How much later than usual the last word of the live line came, in milliseconds. */
  lateMs: number;
  /** The server could be reached by the last request and the live line stands. */
  reachable: boolean;
}

/** Bad this long before pictures are dropped: shorter troubles pass by themselves. */
export const BAD_MS = 6_000;
/** Good this long before they come back; doubled each time they had to be dropped again soon after. */
export const GOOD_MS = 20_000;
const LONGEST_GOOD_MS = 160_000;
/** Back for so long: what went before is forgotten. */
const STEADY_MS = 120_000;
const LATE_MS = 1_500;

/** Where the media server finds this device's line good, a slow or absent answer is the other server's matter. */
export function isBad({ quality, lateMs, reachable }: LineSigns): boolean {
  if (quality === "poor" || quality === "lost") return true;
  return quality === "unknown" && (lateMs > LATE_MS || !reachable);
}

/**
 * Whether the line bears pictures. It says no when the line was bad for a while without a break, and yes again when
 * it was good for longer than that, longer each time it proves wrong: pictures do not come and go.
 */
export class LineJudge {
  private weak = false;
  private since: number | null = null;
  private goodMs = GOOD_MS;
  private backAt = Number.NEGATIVE_INFINITY;

  /** Looks at the line now (ms); true when it does not bear pictures. */
  look(signs: LineSigns, now: number): boolean {
    if (isBad(signs) === this.weak) this.since = null;
    else {
      this.since ??= now;
      if (now - this.since >= (this.weak ? this.goodMs : BAD_MS)) this.turn(now);
    }
    return this.weak;
  }

  /** The person wants pictures now: they are tried at once, and the line is judged from here on. */
  tryAgain(now: number): void {
    this.weak = false;
    this.since = null;
    this.backAt = now;
  }

  private turn(now: number): void {
    this.weak = !this.weak;
    this.since = null;
    if (!this.weak) this.backAt = now;
    else this.goodMs = now - this.backAt < STEADY_MS ? Math.min(this.goodMs * 2, LONGEST_GOOD_MS) : GOOD_MS;
  }
}
