import { Button } from "@mantine/core";
import { IconCircleCheck, IconClock, IconDoorExit, IconPlayerPause, IconUserOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { clock, weekdayDate } from "@/kit/dates";
import { PauseButton, StartButton } from "../run/MeetingControls";
import { CountdownTo } from "../shared/Clocks";
import { ReturnButton, useLeaveWords } from "../shared/Leaving";
import { useMeetingView } from "../shared/context";
import { currentItem, openLeave, recusedFrom } from "../shared/selectors";
import classes from "./Tablet.module.css";

function Banner({ icon, children, action }: { icon: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.banner} role="status" data-testid="state-banner">
      {icon}
      <span className={classes.bannerWords}>{children}</span>
      {action}
    </div>
  );
}

/** Who has left and still looks is told so, with the way back. */
function OwnBanner() {
  const { parts, me } = useMeetingView();
  const words = useLeaveWords();
  const out = me && openLeave(parts, me.id);
  if (!out) return <RecusedBanner />;
  return (
    <Banner icon={<IconDoorExit size={20} aria-hidden />} action={<ReturnButton participantId={out.participant_id} />}>
      {words(out)}
    </Banner>
  );
}

/** Who keeps out of the item on the table is told why neither papers nor pictures are there. */
function RecusedBanner() {
  const { t } = useTranslation("meeting");
  const { parts, me } = useMeetingView();
  const item = currentItem(parts);
  const mine = item && me && recusedFrom(parts, item.id).find((row) => row.participant_id === me.id);
  if (!mine) return null;
  return <Banner icon={<IconUserOff size={20} aria-hidden />}>{t("recusal.own", { reason: mine.reason })}</Banner>;
}

/** Says that the meeting has not begun, pauses or is over, with the next step. */
export function StateBanner() {
  const { t } = useTranslation("meeting");
  const { id, meeting } = useMeetingView();
  const start = { at: clock(meeting.scheduled_start), day: weekdayDate(meeting.scheduled_start) };
  switch (meeting.status) {
    case "published":
      return (
        <Banner icon={<IconClock size={20} aria-hidden />} action={<StartButton />}>
          {t("state.before", start)} <CountdownTo at={meeting.scheduled_start} className={classes.bannerClock} />
        </Banner>
      );
    case "paused":
      return (
        <Banner icon={<IconPlayerPause size={20} aria-hidden />} action={<PauseButton />}>
          {t("state.paused", { at: meeting.paused_at ? clock(meeting.paused_at) : "" })}
        </Banner>
      );
    case "ended":
    case "closed":
      return (
        <Banner
          icon={<IconCircleCheck size={20} aria-hidden />}
          action={
            <Button component={Link} to={`/meetings/${id}/after`}>
              {t("state.to_minutes")}
            </Button>
          }
        >
          {t("state.ended", { at: meeting.ended_at ? clock(meeting.ended_at) : "" })}
        </Banner>
      );
    case "in_progress":
      return <OwnBanner />;
    default:
      return <Banner icon={<IconClock size={20} aria-hidden />}>{t("state.not_published")}</Banner>;
  }
}
