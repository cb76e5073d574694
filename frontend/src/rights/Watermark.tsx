import { useState } from "react";
import { useSession } from "@/api/session";
import { moment } from "@/kit/dates";
import type { OverlayViewport, RenderOverlay } from "@/meeting/reader/overlay";
import { useMeetingView } from "@/meeting/shared/context";
import { isWatermarked, markOf, spotsOf } from "./mark";
import classes from "./Watermark.module.css";

function Marks({ mark, viewport }: { mark: string; viewport: OverlayViewport }) {
  return (
    <div className={classes.marks} aria-hidden data-testid="watermark">
      {spotsOf(viewport.width, viewport.height).map((spot) => (
        <span key={`${spot.left} ${spot.top}`} className={classes.mark} style={spot}>
          {mark}
        </span>
      ))}
    </div>
  );
}

/** Draws the reader's name over each page where the meeting wants it. */
export function useWatermark(): RenderOverlay | undefined {
  const { parts, viewer, live } = useMeetingView();
  const user = useSession().data?.user;
  const [opened] = useState(() => moment(new Date(Date.now() + live.clockOffset).toISOString()));
  if (!isWatermarked(parts)) return undefined;
  const mark = markOf(viewer.full_name, user?.person?.unit_name, opened);
  return (_page, viewport) => <Marks mark={mark} viewport={viewport} />;
}
