import { useEffect, useState } from "react";
import { microphoneWanted, type Consent } from "./policy";
import type { MediaRoom } from "./room";
import type { MediaState } from "./types";

interface PublishingFacts {
  camera: boolean;
  /** The journal says that this identity's microphone is open. */
  openInJournal: boolean;
  consent: Consent;
}

export interface Publishing {
  microphoneAllowed: boolean;
  cameraAllowed: boolean;
  microphoneOn: boolean;
  /** True while the floor is ours but the person wants to be asked before sound is sent. */
  asking: boolean;
  press: (open: boolean) => void;
}

/** Keeps camera and microphone as the journal, the permission and the person want them. */
export function usePublishing(media: MediaRoom, state: MediaState, facts: PublishingFacts): Publishing {
  const { camera, openInJournal, consent } = facts;
  const [pressed, setPressed] = useState<boolean | null>(null);
  const [turn, setTurn] = useState(openInJournal);
  if (turn !== openInJournal) {
    // A new turn begins without what was pressed in the last one.
    setTurn(openInJournal);
    setPressed(null);
  }
  const [mutes, setMutes] = useState(state.mutedByOthers);
  if (mutes !== state.mutedByOthers) {
    setMutes(state.mutedByOthers);
    // Where the journal says "open" a muting is late news of an earlier turn; else it stays as others wished.
    if (!openInJournal) setPressed(false);
  }
  const permitted = state.allowed.includes("microphone");
  const wanted = microphoneWanted({ permitted, openInJournal, consent, pressed });

  useEffect(() => media.setWanted("microphone", wanted), [media, wanted, mutes]);
  useEffect(() => media.setWanted("camera", camera), [media, camera]);
  return {
    microphoneAllowed: permitted,
    cameraAllowed: state.allowed.includes("camera"),
    microphoneOn: state.microphoneOn,
    asking: permitted && openInJournal && !wanted && pressed === null && consent !== "hold",
    press: setPressed,
  };
}
