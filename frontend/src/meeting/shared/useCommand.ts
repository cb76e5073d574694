import { useAct } from "@/api/useAct";
import type { Act } from "./acts";
import { useMeetingView } from "./context";

/** One act on this meeting as a mutation; its result arrives on every screen by the live line. */
export function useCommand(options: { done?: string; silent?: boolean; onDone?: () => void } = {}) {
  const { id } = useMeetingView();
  return useAct((act: Act) => act(id), options);
}
