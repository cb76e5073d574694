import { Navigate } from "react-router";
import { MeetingGate } from "./shared/MeetingGate";
import { MeetingMedia } from "./shared/MeetingMedia";
import { TabletScreen } from "./tablet/TabletScreen";

/** `/meetings/:id`: the meeting for a person. A site's own account belongs on the site's screen. */
export default function TabletPage() {
  return (
    <MeetingGate>
      {({ id, viewer }) =>
        viewer.kind === "site_device" ? (
          <Navigate to={`/meetings/${id}/site`} replace />
        ) : (
          <MeetingMedia>{(media, state) => <TabletScreen media={media} state={state} />}</MeetingMedia>
        )
      }
    </MeetingGate>
  );
}
