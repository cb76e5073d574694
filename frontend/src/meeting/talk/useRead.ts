import { useLocalStorage } from "@mantine/hooks";
import { useMeetingView } from "../shared/context";
import { roomsOf, unreadIn, unreadNotes, type ReadUpTo } from "./rooms";

export interface Read {
  upTo: ReadUpTo;
  mark: (key: string, number: number) => void;
}

/** What this account has read of this meeting on this device. */
export function useRead(): Read {
  const { id, viewer } = useMeetingView();
  const [upTo, set] = useLocalStorage<ReadUpTo>({
    key: `ecabinet.talk-read.${id}.${viewer.account_id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  return {
    upTo,
    mark: (key, number) => set((old) => ((old[key] ?? 0) >= number ? old : { ...old, [key]: number })),
  };
}

/** How many messages and notes wait to be read. */
export function useUnread(): { chat: number; notes: number } {
  const view = useMeetingView();
  const { upTo } = useRead();
  const chat = roomsOf(view).reduce((sum, room) => sum + unreadIn(view.parts, room, upTo, view.viewer.account_id), 0);
  return { chat, notes: unreadNotes(view, upTo) };
}
