import type { Parts, PollRow } from "@/live";
import { lastClosedPoll, openPoll } from "../shared/selectors";

export interface SheetFacts {
  parts: Parts;
  /** Polls this page has seen open. */
  seenOpen: ReadonlySet<string>;
  dismissed: ReadonlySet<string>;
}

/** The poll whose sheet is up: the open one, then its result until the person closes it. */
export function sheetPoll({ parts, seenOpen, dismissed }: SheetFacts): PollRow | null {
  const open = openPoll(parts);
  if (open) return open;
  const closed = lastClosedPoll(parts);
  return closed && seenOpen.has(closed.id) && !dismissed.has(closed.id) ? closed : null;
}
