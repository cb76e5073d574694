import type { Consent } from "./policy";
import type { Receiving } from "./types";

/** Choices of this device that outlive the page. */
export interface MediaSettings {
  cameraId: string;
  microphoneId: string;
  speakerId: string;
  consent: Consent | null;
  camera: boolean;
  /** What the person wants of the room on this device. */
  receiving: Receiving;
}

const STORED_UNDER = "ecabinet.media";
const DEFAULTS: MediaSettings = { cameraId: "", microphoneId: "", speakerId: "", consent: null, camera: false, receiving: "all" };
const listeners = new Set<() => void>();

function readStored(): MediaSettings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED_UNDER) ?? "{}");
    return { ...DEFAULTS, ...(typeof stored === "object" ? stored : {}) };
  } catch {
    // Storage may be blocked or hold something else: the defaults serve as well.
    return DEFAULTS;
  }
}

let current = readStored();

export function mediaSettings(): MediaSettings {
  return current;
}

export function changeMediaSettings(change: Partial<MediaSettings>): void {
  current = { ...current, ...change };
  localStorage.setItem(STORED_UNDER, JSON.stringify(current));
  listeners.forEach((listener) => listener());
}

/** For `useSyncExternalStore`. */
export function subscribeMediaSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
