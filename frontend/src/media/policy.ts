import { DisconnectReason } from "livekit-client";
import type { DeviceTrouble, Source } from "./types";

/** Sources of the protocol's TrackSource enum (livekit_models.proto), by number. */
const SOURCE_BY_NUMBER: Partial<Record<number, Source>> = { 1: "camera", 2: "microphone", 3: "screen_share" };
const ALL_SOURCES: readonly Source[] = ["camera", "microphone", "screen_share"];

interface Permission {
  canPublish: boolean;
  canPublishSources: readonly number[];
}

/** The sources a participant permission opens; an empty list with canPublish means all of them. */
export function allowedSources(permission: Permission | undefined): readonly Source[] {
  if (!permission?.canPublish) return [];
  if (permission.canPublishSources.length === 0) return ALL_SOURCES;
  const named = permission.canPublishSources.map((source) => SOURCE_BY_NUMBER[source]);
  return ALL_SOURCES.filter((source) => named.includes(source));
}

export type AfterDisconnect = "stop" | "displaced" | "retry";

/** What to do when the SDK has left the room for good; the next token decides whether we are still wanted. */
export function afterDisconnect(reason: DisconnectReason | undefined): AfterDisconnect {
  if (reason === DisconnectReason.CLIENT_INITIATED) return "stop";
  return reason === DisconnectReason.DUPLICATE_IDENTITY ? "displaced" : "retry";
}

/** How long the SDK tries to resume: about what a media server that fell needs to stand again. */
const RESUME_FOR_MS = 12_000;
const RESUME_EVERY_MS = 400;

interface Retry {
  retryCount: number;
  elapsedMs: number;
}

/**
 * The waits before the SDK's attempts to resume: none, then steadily short ones, spread so that the screens of
 * a meeting do not knock in step. Null: this application starts again with a fresh token.
 */
export const reconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount, elapsedMs }: Retry): number | null => {
    if (elapsedMs >= RESUME_FOR_MS) return null;
    return retryCount === 0 ? 0 : RESUME_EVERY_MS * (0.75 + Math.random() / 2);
  },
};

/** The cause of a getUserMedia failure, by the names of the Media Capture specification. */
export function deviceTrouble(error: unknown): DeviceTrouble {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "unknown";
}

/**
 * Whether the person lets the microphone open by itself when the floor is given; `hold`: it is open only
 * while a button or the space bar is held.
 */
export type Consent = "auto" | "ask" | "hold";

export interface MicrophoneFacts {
  permitted: boolean;
  /** The journal says: this identity's microphone is open (the site's row, or the person has the floor). */
  openInJournal: boolean;
  consent: Consent;
  /** What the person pressed since the floor changed: true open, false closed, null nothing. */
  pressed: boolean | null;
}

/** Whether this machine should send sound now. */
export function microphoneWanted({ permitted, openInJournal, consent, pressed }: MicrophoneFacts): boolean {
  if (!permitted) return false;
  if (pressed !== null) return pressed;
  return openInJournal && consent === "auto";
}
