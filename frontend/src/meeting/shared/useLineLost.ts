import { useSyncExternalStore } from "react";
import { useMediaTile } from "@/media";
import { useMedia, useMeetingView } from "./context";

/**
 * Whether who has the floor cannot be heard because of the line: the site is offline, or the media room has
 * lost the identity. While this page is not in the media room itself, only the site's status can tell.
 */
export function useLineLost(identity: string, siteId: string | null): boolean {
  const media = useMedia();
  const { parts } = useMeetingView();
  const tile = useMediaTile(media, identity);
  const joined = useSyncExternalStore(media.subscribe, () => media.getState().status === "connected");
  const site = siteId ? parts.sites[siteId] : undefined;
  if (site && site.status !== "online") return true;
  return joined && (tile === null || tile.quality === "lost");
}
