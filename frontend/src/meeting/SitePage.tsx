import { Button } from "@mantine/core";
import { IconDeviceTv } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "@/kit/States";
import type { Viewer } from "@/live";
import { RehearsalGate } from "@/rehearsal/RehearsalGate";
import { MeetingGate } from "./shared/MeetingGate";
import { useMeetingView } from "./shared/context";
import { MeetingMedia } from "./shared/MeetingMedia";
import { isOver } from "./shared/selectors";
import { OneScreen } from "./site/OneScreen";
import { SiteScreen } from "./site/SiteScreen";

/** Who may look at a site's screen to tend it. */
const TENDING = new Set<Viewer["role"]>(["site", "secretary", "technician", "administrator"]);

function NotASite({ id }: { id: string }) {
  const { t } = useTranslation("meeting");
  return (
    <EmptyState
      icon={<IconDeviceTv size={32} stroke={1.5} aria-hidden />}
      title={t("gate.not_site_title")}
      detail={t("gate.not_site_detail")}
      action={
        <Button component={Link} to={`/meetings/${id}`}>
          {t("gate.to_meeting")}
        </Button>
      }
    />
  );
}

/** The screen of the site's own device: one at a time while the meeting stands; after its end there is nothing to take. */
function OwnScreen() {
  const { meeting } = useMeetingView();
  if (isOver(meeting)) return <MeetingMedia>{(media, state) => <SiteScreen media={media} state={state} />}</MeetingMedia>;
  return (
    <OneScreen>
      <RehearsalGate>
        {(entry) => <MeetingMedia>{(media, state) => <SiteScreen media={media} state={state} rehearsal={entry} />}</MeetingMedia>}
      </RehearsalGate>
    </OneScreen>
  );
}

/** `/meetings/:id/site`: the television of a site. */
export default function SitePage() {
  return (
    <MeetingGate>
      {({ id, viewer }) => {
        if (viewer.kind === "site_device") return <OwnScreen />;
        // Who tends a site looks at its screen without taking its place.
        if (TENDING.has(viewer.role)) return <MeetingMedia>{(media, state) => <SiteScreen media={media} state={state} />}</MeetingMedia>;
        return <NotASite id={id} />;
      }}
    </MeetingGate>
  );
}
