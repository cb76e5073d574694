import { useEffect, useSyncExternalStore } from "react";
import { MediaRoom } from "./room";
import { mediaSettings, subscribeMediaSettings, type MediaSettings } from "./settings";
import { fetchMediaToken } from "./token";
import type { MediaState, MediaTile } from "./types";

interface Entry {
  media: MediaRoom;
  users: number;
  closing: number | null;
}

/** A meeting that is not held has no room to join. */
const OUTSIDE: MediaState = {
  status: "stopped",
  identity: null,
  tiles: {},
  allowed: [],
  cameraOn: false,
  microphoneOn: false,
  sharing: false,
  mutedByOthers: 0,
  soundBlocked: false,
  trouble: null,
};

const LINGER_MS = 2_000;
const entries = new Map<string, Entry>();

function entryOf(meetingId: string): Entry {
  const known = entries.get(meetingId);
  if (known) return known;
  const entry: Entry = { media: new MediaRoom(() => fetchMediaToken(meetingId)), users: 0, closing: null };
  entries.set(meetingId, entry);
  return entry;
}

function close(meetingId: string, entry: Entry): void {
  entries.delete(meetingId);
  void entry.media.stop();
}

function hold(meetingId: string): () => void {
  const entry = entryOf(meetingId);
  entry.users += 1;
  if (entry.closing !== null) window.clearTimeout(entry.closing);
  entry.closing = null;
  entry.media.start();
  return () => {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.closing = window.setTimeout(() => close(meetingId, entry), LINGER_MS);
  };
}

/** Leaves at once: a room whose meeting is over must not be asked for again while the page lingers. */
function leaveNow(meetingId: string): void {
  const entry = entries.get(meetingId);
  if (!entry || entry.users > 0 || entry.closing === null) return;
  window.clearTimeout(entry.closing);
  close(meetingId, entry);
}

const WITH_MEDIA = new Set(["published", "in_progress", "paused"]);

/** The one media room of this page for that meeting, joined while its status allows it and any screen uses it. */
export function useMediaRoom(meetingId: string, status: string): { media: MediaRoom; state: MediaState } {
  const enabled = WITH_MEDIA.has(status);
  const { media } = entryOf(meetingId);
  useEffect(() => (enabled ? hold(meetingId) : leaveNow(meetingId)), [meetingId, enabled]);
  useEffect(() => media.askAgain(), [media, status]);
  const state = useSyncExternalStore(media.subscribe, media.getState);
  return { media, state: enabled ? state : OUTSIDE };
}

/** One identity of the room; the component renders again only when that identity changes. */
export function useMediaTile(media: MediaRoom, identity: string | null): MediaTile | null {
  const pick = () => (identity === null ? null : (media.getState().tiles[identity] ?? null));
  return useSyncExternalStore(media.subscribe, pick);
}

export function useMediaSettings(): MediaSettings {
  return useSyncExternalStore(subscribeMediaSettings, mediaSettings);
}
