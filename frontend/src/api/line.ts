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
