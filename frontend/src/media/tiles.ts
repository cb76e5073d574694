import { Track, type Participant, type TrackPublication } from "livekit-client";
import type { MediaTile, MediaTrack } from "./types";

function trackOf(publication: TrackPublication | undefined): MediaTrack | null {
  return (publication?.track as MediaTrack | undefined) ?? null;
}

function shown(publication: TrackPublication | undefined): boolean {
  return publication !== undefined && !publication.isMuted;
}

function tileOf(participant: Participant): MediaTile {
  const camera = participant.getTrackPublication(Track.Source.Camera);
  const screen = participant.getTrackPublication(Track.Source.ScreenShare);
  const microphone = participant.getTrackPublication(Track.Source.Microphone);
  return {
    identity: participant.identity,
    name: participant.name ?? "",
    isLocal: participant.isLocal,
    camera: trackOf(camera),
    hasCamera: shown(camera),
    screen: trackOf(screen),
    hasScreen: shown(screen),
    screenSound: trackOf(participant.getTrackPublication(Track.Source.ScreenShareAudio)),
    microphone: trackOf(microphone),
    microphoneOn: shown(microphone),
    speaking: participant.isSpeaking,
    quality: participant.connectionQuality,
  };
}

function same(a: MediaTile | undefined, b: MediaTile): boolean {
  if (a === undefined) return false;
  return (Object.keys(b) as (keyof MediaTile)[]).every((key) => a[key] === b[key]);
}

type Tiles = Readonly<Record<string, MediaTile>>;

/** The tiles of these participants, reusing every old tile in which nothing changed. */
export function nextTiles(old: Tiles, participants: readonly Participant[]): Tiles {
  const fresh = participants.map(tileOf).map((tile) => {
    const known = old[tile.identity];
    return known !== undefined && same(known, tile) ? known : tile;
  });
  const unchanged = fresh.length === Object.keys(old).length && fresh.every((tile) => old[tile.identity] === tile);
  return unchanged ? old : Object.fromEntries(fresh.map((tile) => [tile.identity, tile]));
}
