import { command } from "@/api/request";
import { useAct } from "@/api/useAct";
import { useMeetingView } from "./context";

export interface MeetingCommand {
  /** Below the meeting, "/floor/end". */
  path: string;
  body?: unknown;
}

/** One act on this meeting as a mutation; its result arrives on every screen by the live line. */
export function useCommand(options: { done?: string; silent?: boolean; onDone?: () => void } = {}) {
  const { id } = useMeetingView();
  return useAct(({ path, body }: MeetingCommand) => command(`/api/meetings/${id}${path}`, body ?? {}), options);
}
