import { Track, type RemoteParticipant, type RemoteTrackPublication, type Room } from "livekit-client";
import type { Receiving } from "./types";

export type Picture = "camera" | "screen";

const LINGER_MS = 3_000;

function sourceOf(picture: Picture): Track.Source {
  return picture === "camera" ? Track.Source.Camera : Track.Source.ScreenShare;
}

/**
 * Which pictures this page shows. Only those are subscribed to, so a tablet in a meeting of 168 sites
 * receives one picture and not 168; sound is always received, unless the person wants none.
 */
export class Wishes {
  private readonly counts = new Map<string, number>();

  private receiving: Receiving = "all";

  constructor(private readonly room: Room) {}

  /** What may be received at all, whatever is shown. */
  setReceiving(receiving: Receiving): void {
    this.receiving = receiving;
    this.refresh();
  }

  /** Asks for a picture until the returned function is called; a short absence does not unsubscribe. */
  want(identity: string, picture: Picture): () => void {
    const key = `${picture} ${identity}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.refresh();
    return () => {
      window.setTimeout(() => this.release(key), LINGER_MS);
    };
  }

  /** Brings every subscription in line with what is shown now. */
  refresh(): void {
    for (const participant of this.room.remoteParticipants.values()) this.refreshOne(participant);
  }

  private release(key: string): void {
    const left = (this.counts.get(key) ?? 1) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
    this.refresh();
  }

  private refreshOne(participant: RemoteParticipant): void {
    for (const publication of participant.trackPublications.values()) {
      const wanted = this.isWanted(participant.identity, publication);
      if (wanted !== publication.isDesired) publication.setSubscribed(wanted);
    }
  }

  private isWanted(identity: string, publication: RemoteTrackPublication): boolean {
    if (publication.kind === Track.Kind.Audio) return this.receiving !== "data";
    if (this.receiving !== "all") return false;
    const pictures: Picture[] = ["camera", "screen"];
    return pictures.some(
      (picture) => publication.source === sourceOf(picture) && this.counts.has(`${picture} ${identity}`),
    );
  }
}
