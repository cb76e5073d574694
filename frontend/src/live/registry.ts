import { LiveMeeting } from "./meeting";
import { browserPorts } from "./browser";

interface Entry {
  live: LiveMeeting;
  users: number;
  closing: number | null;
}

/** A screen that is replaced by another of the same meeting keeps the line during the change. */
const LINGER_MS = 2_000;
const entries = new Map<string, Entry>();

function entryOf(meetingId: string): Entry {
  const known = entries.get(meetingId);
  if (known) return known;
  const entry: Entry = { live: new LiveMeeting(browserPorts(meetingId)), users: 0, closing: null };
  entries.set(meetingId, entry);
  return entry;
}

/** The one live meeting of this page for that id; it opens its line at the first `holdMeeting`. */
export function liveMeeting(meetingId: string): LiveMeeting {
  return entryOf(meetingId).live;
}

function closeEntry(meetingId: string, entry: Entry): void {
  entry.live.stop();
  entries.delete(meetingId);
}

/** Keeps the line open until the returned function is called by every holder. */
export function holdMeeting(meetingId: string): () => void {
  const entry = entryOf(meetingId);
  entry.users += 1;
  if (entry.closing !== null) window.clearTimeout(entry.closing);
  entry.closing = null;
  entry.live.start();
  return () => {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.closing = window.setTimeout(() => closeEntry(meetingId, entry), LINGER_MS);
  };
}

function wakeAll(): void {
  for (const entry of entries.values()) entry.live.retryNow();
}

function suspectAll(): void {
  for (const entry of entries.values()) entry.live.suspectLine();
}

if (typeof window !== "undefined") {
  window.addEventListener("offline", suspectAll);
  window.addEventListener("online", wakeAll);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wakeAll();
  });
}
