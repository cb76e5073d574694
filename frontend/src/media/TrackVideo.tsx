import { useEffect, useRef } from "react";
import type { MediaRoom } from "./room";
import { useMediaTile } from "./useMediaRoom";
import type { Picture } from "./wishes";

interface TrackVideoProps {
  media: MediaRoom;
  identity: string;
  picture?: Picture;
  className?: string | undefined;
  /** What a person who cannot see the picture hears. */
  label: string;
}

/** The moving picture of one identity; asks for it while mounted. Renders nothing when there is none. */
export function TrackVideo({ media, identity, picture = "camera", className, label }: TrackVideoProps) {
  const tile = useMediaTile(media, identity);
  const element = useRef<HTMLVideoElement>(null);
  const track = picture === "camera" ? tile?.camera : tile?.screen;
  const visible = picture === "camera" ? tile?.hasCamera : tile?.hasScreen;

  useEffect(() => media.want(identity, picture), [media, identity, picture]);
  useEffect(() => {
    const video = element.current;
    if (!track || !video) return undefined;
    track.attach(video);
    return () => {
      track.detach(video);
    };
  }, [track]);

  return (
    <video
      ref={element}
      className={className}
      data-identity={identity}
      data-kind={picture}
      aria-label={label}
      hidden={!track || !visible}
      autoPlay
      playsInline
      muted
    />
  );
}
