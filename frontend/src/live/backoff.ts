const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first retry): doubled each time, at most
 * fifteen seconds (or `longestMs`), and spread over its upper half so that the screens of a restarted server
 * do not all come back in the same instant.
 */
export function backoffMs(attempt: number, random: () => number, longestMs = LONGEST_MS): number {
  const full = Math.min(longestMs, LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random());
}
