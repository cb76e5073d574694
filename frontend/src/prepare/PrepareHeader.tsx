import { IconArrowLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MissingThing } from "@/api/prepare";
import type { OpenMeeting } from "@/app/MeetingGate";
import { clockRange, weekdayDate } from "@/kit/dates";
import { MeetingStatusTag } from "@/kit/StatusTag";
import { HeaderActs } from "./HeaderActs";
import classes from "./PrepareHeader.module.css";

interface HeaderProps {
  open: OpenMeeting;
  /** Undefined while it is not known yet. */
  missing: MissingThing[] | undefined;
}

/** Which meeting is being prepared, its state, and the one red button. */
export function PrepareHeader({ open, missing }: HeaderProps) {
  const { t } = useTranslation();
  const { meeting } = open;
  const facts = [
    `${clockRange(meeting.scheduled_start, meeting.scheduled_end)}, ${weekdayDate(meeting.scheduled_start)}`,
    meeting.place,
    t("home:meeting.sites", { count: Object.keys(open.parts.sites).length }),
  ];
  return (
    <header className={classes.header}>
      <Link to="/meetings?scope=preparing" className={classes.back} aria-label={t("nav.back")}>
        <IconArrowLeft size={22} aria-hidden />
      </Link>
      <div className={classes.words}>
        <div className={classes.top}>
          <h1 className={classes.title}>{meeting.title}</h1>
          <MeetingStatusTag status={meeting.status} />
        </div>
        <p className={classes.facts}>{facts.filter(Boolean).join(" · ")}</p>
      </div>
      <HeaderActs open={open} missing={missing} />
    </header>
  );
}
