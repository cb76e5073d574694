import { SentOn } from "@/app/SentOn";
import { ConsoleScreen } from "./console/ConsoleScreen";
import { MeetingGate } from "./shared/MeetingGate";
import { MeetingMedia } from "./shared/MeetingMedia";

/** `/meetings/:id/console`: for who runs the meeting; everybody else is sent to their own screen. */
export default function ConsolePage() {
  return (
    <MeetingGate>
      {({ id, can, viewer }) =>
        can("run_meeting") || can("grant_floor") || viewer.role === "secretary" ? (
          <MeetingMedia>{(media, state) => <ConsoleScreen media={media} state={state} />}</MeetingMedia>
        ) : (
          <SentOn to={`/meetings/${id}`} />
        )
      }
    </MeetingGate>
  );
}
