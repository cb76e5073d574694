import { MeetingGate } from "./shared/MeetingGate";
import { MeetingMedia } from "./shared/MeetingMedia";
import { SiteScreen } from "./site/SiteScreen";

/** `/meetings/:id/site`: the television of a site. */
export default function SitePage() {
  return (
    <MeetingGate>
      {() => <MeetingMedia>{(media, state) => <SiteScreen media={media} state={state} />}</MeetingMedia>}
    </MeetingGate>
  );
}
