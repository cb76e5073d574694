import { useState } from "react";
import type { PollRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { openPoll } from "../shared/selectors";
import { sheetPoll } from "./sheet";

export interface PollSheetState {
  poll: PollRow | null;
  /** The sheet is small, so that the document under it can be read. */
  folded: boolean;
  fold: (folded: boolean) => void;
  dismiss: () => void;
}

/** Which poll is up on this screen; it comes by itself and stays until answered and put away, or closed. */
export function usePollSheet(): PollSheetState {
  const { parts } = useMeetingView();
  const [seenOpen, setSeenOpen] = useState<ReadonlySet<string>>(new Set());
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const [foldedId, setFoldedId] = useState<string | null>(null);
  const openId = openPoll(parts)?.id ?? null;
  if (openId !== null && !seenOpen.has(openId)) setSeenOpen(new Set([...seenOpen, openId]));

  const poll = sheetPoll({ parts, seenOpen, dismissed });
  return {
    poll,
    // The result is news: it comes up even where the poll had been folded away.
    folded: poll?.status === "open" && foldedId === poll.id,
    fold: (folded) => setFoldedId(folded && poll ? poll.id : null),
    dismiss: () => poll && setDismissed(new Set([...dismissed, poll.id])),
  };
}
