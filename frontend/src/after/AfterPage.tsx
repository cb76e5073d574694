import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { MeetingGate, type OpenMeeting } from "@/app/MeetingGate";
import { clockRange, weekdayDate } from "@/kit/dates";
import { PageHeader } from "@/kit/PageHeader";
import { MeetingStatusTag } from "@/kit/StatusTag";
import { TakeAllLink } from "@/kit/TakeAllLink";
import { ReportedOpinions } from "@/opinions/ReportedOpinions";
import { Timeline } from "@/timeline/Timeline";
import classes from "./AfterPage.module.css";
import { AttendanceSummary } from "./AttendanceSummary";
import { ClosingCard } from "./ClosingCard";
import { Conclusions } from "./Conclusions";
import { MinutesCard } from "./MinutesCard";
import { Panel } from "./Panel";
import { PollResults } from "./PollResults";

function Lead({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const { meeting } = open;
  const start = meeting.started_at ?? meeting.scheduled_start;
  const end = meeting.ended_at ?? meeting.scheduled_end;
  const chair = meeting.chair_name && t("after:chair", { name: meeting.chair_name });
  return (
    <span className={classes.lead}>
      <MeetingStatusTag status={meeting.status} />
      {[`${clockRange(start, end)}, ${weekdayDate(start)}`, meeting.place, chair].filter(Boolean).join(" · ")}
    </span>
  );
}

function After({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to={`/meetings?scope=${open.meeting.status === "closed" ? "archived" : "past"}`} className={classes.back}>
        {t("after:back")}
      </Link>
      <PageHeader
        title={open.meeting.title}
        lead={<Lead open={open} />}
        actions={Object.keys(open.parts.documents).length > 0 && <TakeAllLink meetingId={open.meeting.id} />}
      />
      <div className={classes.columns}>
        <div className={classes.column}>
          <MinutesCard open={open} />
          <Conclusions open={open} />
          <PollResults open={open} />
          <ReportedOpinions results={open.parts.opinion_results} />
          <ClosingCard open={open} />
        </div>
        <div className={classes.column}>
          <AttendanceSummary open={open} />
          <Panel title={t("after:timeline")}>
            <Timeline meetingId={open.meeting.id} seq={open.live.seq} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** After a meeting: its minutes, what was concluded and decided, who was there, and everything that happened. */
export default function AfterPage() {
  const { id = "" } = useParams();
  return <MeetingGate id={id}>{(open) => <After open={open} />}</MeetingGate>;
}
