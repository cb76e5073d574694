/** Milliseconds since the epoch of a server time: ISO text, or a number of seconds or milliseconds. */
export function serverMillis(value: unknown): number | null {
  if (typeof value === "string") {
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? null : parsed;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return value < 1e11 ? value * 1000 : value;
}

/**
 * The best known offset after a new sample. A message can only arrive late, never early, so the largest
 * offset is the truest; a small decay lets the value follow a clock that was set back.
 */
export function nextOffset(current: number | null, sample: number): number {
  if (current === null || sample >= current) return sample;
  const drift = current - sample;
  return drift > 5_000 ? sample : current - drift * 0.1;
}
