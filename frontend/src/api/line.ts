/** Whether the server can be reached, as the last requests saw it. One store for the whole application. */

type Listener = () => void;

let reachable = true;
const listeners = new Set<Listener>();

/** Records what a request found out about the line. */
export function reportLine(isReachable: boolean): void {
  if (isReachable === reachable) return;
  reachable = isReachable;
  listeners.forEach((listener) => {
    listener();
  });
}

/** For `useSyncExternalStore`. */
export function subscribeLine(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function isLineReachable(): boolean {
  return reachable;
}

let weak = false;
/** On a weak line lists that are asked for again and again are asked for this many times less often. */
const WEAK_FACTOR = 6;

/** The line bears no pictures: what asks by itself shall ask less. */
export function reportWeakLine(isWeak: boolean): void {
  weak = isWeak;
}

/** The pause between two questions of a list that is kept fresh, in milliseconds; longer on a weak line. */
export function askEvery(milliseconds: number): number {
  return weak ? milliseconds * WEAK_FACTOR : milliseconds;
}
