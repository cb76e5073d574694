import type { LocalTrack, RemoteTrack } from "livekit-client";

export type MediaStatus =
  | "connecting"
  | "connected"
  | "reconnecting"
  /** The SDK gave up; a fresh token will be fetched after a pause. */
  | "waiting"
  /** The same identity has joined from another page or device. */
  | "displaced"
  /** The server gives this viewer no place in the media room (any more). */
  | "refused"
  | "stopped";

export type Quality = "excellent" | "good" | "poor" | "lost" | "unknown";
export type Source = "camera" | "microphone" | "screen_share";
export type MediaTrack = LocalTrack | RemoteTrack;

/** What is known of one identity in the media room. Its object changes only when something in it does. */
export interface MediaTile {
  identity: string;
  name: string;
  isLocal: boolean;
  camera: MediaTrack | null;
  hasCamera: boolean;
  screen: MediaTrack | null;
  hasScreen: boolean;
  /** The sound that belongs to the shared screen. */
  screenSound: MediaTrack | null;
  microphone: MediaTrack | null;
  microphoneOn: boolean;
  speaking: boolean;
  quality: Quality;
}

export type DeviceTrouble = "denied" | "missing" | "busy" | "unknown";

/** What this device takes from the room: everything, sound only, or nothing (it stays in the room all the same). */
export type Receiving = "all" | "sound" | "data";

export interface MediaState {
  status: MediaStatus;
  identity: string | null;
  tiles: Readonly<Record<string, MediaTile>>;
  /** What the server lets this identity publish now. */
  allowed: readonly Source[];
  cameraOn: boolean;
  microphoneOn: boolean;
  /** This page shares its screen. */
  sharing: boolean;
  /** How often somebody else has muted this microphone ("mute all"): it then stays closed until pressed again. */
  mutedByOthers: number;
  /** The browser does not play sound before somebody touches the page. */
  soundBlocked: boolean;
  trouble: { device: "camera" | "microphone" | "screen"; cause: DeviceTrouble } | null;
}

export interface MediaToken {
  url: string;
  token: string;
  identity: string;
  can_publish_sources: string[];
}
