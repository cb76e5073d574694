import { useEffect, useRef } from "react";
import type { MediaRoom } from "./room";
import type { MediaState, MediaTrack } from "./types";

interface TrackAudioProps {
  identity: string;
  kind: "microphone" | "screen";
  track: MediaTrack;
}

function TrackAudio({ identity, kind, track }: TrackAudioProps) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return undefined;
    track.attach(audio);
    return () => {
      track.detach(audio);
    };
  }, [track]);
  return <audio ref={element} data-identity={identity} data-kind={kind} autoPlay />;
}

interface RoomAudioProps {
  media: MediaRoom;
  state: MediaState;
  /** False keeps this device silent, as for tablets in a room that has loudspeakers. */
  on: boolean;
}

/** The sound of everybody else. */
export function RoomAudio({ state, on }: RoomAudioProps) {
  if (!on) return null;
  const heard = Object.values(state.tiles).filter((tile) => !tile.isLocal);
  return (
    <div hidden>
      {heard.map(({ identity, microphone }) =>
        microphone ? <TrackAudio key={identity} identity={identity} kind="microphone" track={microphone} /> : null,
      )}
      {heard.map(({ identity, screenSound }) =>
        screenSound ? <TrackAudio key={identity} identity={identity} kind="screen" track={screenSound} /> : null,
      )}
    </div>
  );
}
