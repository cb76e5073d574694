import { Problem } from "@/api/problem";
import { useAct } from "@/api/useAct";
import type { Act } from "./acts";
import { useMeetingView } from "./context";

/**
 * One act on this meeting as a mutation; its result arrives on every screen by the live line. What runs a meeting is
 * decided on what is seen now, so it never waits for a lost line: without a network it is refused here, at once and in
 * plain words. Where only the live line is gone it is tried, for the server may be back before that line is.
 */
export function useCommand(options: { done?: string; silent?: boolean; onDone?: () => void } = {}) {
  const { id, live } = useMeetingView();
  const isLost = live.status !== "live" && live.lostAt !== null;
  return useAct((act: Act) => {
    if (isLost && !navigator.onLine) return Promise.reject(Problem.lineLost());
    return act(id);
  }, options);
}
