import { Button } from "@mantine/core";
import { IconCalendarOff, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMeetings, type MeetingSummary } from "@/api/meetings";
import { useMay, useSession, useUser } from "@/api/session";
import { weekdayDate } from "@/kit/dates";
import { PageHeader } from "@/kit/PageHeader";
import { EmptyState, Loadable } from "@/kit/States";
import { MeetingCard } from "./MeetingCard";
import { OwnDuties } from "./OwnDuties";
import { daySections } from "./today";
import { WaitingOpinions } from "./WaitingOpinions";
import { UnitInvitations } from "./UnitInvitations";
import { UnreadDocuments } from "./UnreadDocuments";
import classes from "./TodayPage.module.css";

const SHOWN_AHEAD = 4;

interface SectionProps {
  title: string;
  meetings: MeetingSummary[];
  more?: string;
  prominent?: boolean;
}

function Section({ title, meetings, more, prominent = false }: SectionProps) {
  const { t } = useTranslation();
  if (meetings.length === 0) return null;
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {more && (
          <Link to={more} className={classes.more}>
            {t("home:today.see_all")}
          </Link>
        )}
      </div>
      <div className={classes.cards}>
        {meetings.map((meeting) => (
          <MeetingCard key={meeting.id} meeting={meeting} prominent={prominent} />
        ))}
      </div>
    </section>
  );
}

function NothingToday() {
  const { t } = useTranslation();
  const mayCreate = useMay("create_meeting");
  return (
    <div className={classes.nothing}>
      <EmptyState
        icon={<IconCalendarOff size={36} stroke={1.5} aria-hidden />}
        title={t("home:today.none_title")}
        detail={t("home:today.none_detail")}
        action={
          mayCreate && (
            <Button component={Link} to="/meetings/new" leftSection={<IconPlus size={18} aria-hidden />}>
              {t("home:list.new")}
            </Button>
          )
        }
      />
    </div>
  );
}

/** The first of these meetings that are not shown under today already. */
function useNotToday(meetings: readonly MeetingSummary[] = []): MeetingSummary[] {
  const today = useMeetings("today");
  const shown = new Set(today.data?.items.map(({ id }) => id));
  return meetings.filter(({ id }) => !shown.has(id)).slice(0, SHOWN_AHEAD);
}

function Preparing() {
  const { t } = useTranslation();
  const preparing = useMeetings("preparing");
  const meetings = useNotToday(preparing.data?.items);
  return <Section title={t("home:today.preparing")} meetings={meetings} more="/meetings?scope=preparing" />;
}

function Upcoming() {
  const { t } = useTranslation();
  const upcoming = useMeetings("upcoming");
  const meetings = useNotToday(upcoming.data?.items);
  return <Section title={t("home:today.upcoming")} meetings={meetings} more="/meetings?scope=upcoming" />;
}

function Day({ meetings }: { meetings: MeetingSummary[] }) {
  const { t } = useTranslation();
  const { now, next, over } = daySections(meetings);
  if (meetings.length === 0) return <NothingToday />;
  return (
    <>
      <Section title={t("home:today.running")} meetings={now} prominent />
      <Section title={t("home:today.next")} meetings={next} />
      <UnreadDocuments meetings={[...now, ...next]} />
      <Section title={t("home:today.over")} meetings={over} />
    </>
  );
}

/** The first page after signing in: what to do today, the running meeting first. */
export function TodayPage() {
  const { t } = useTranslation();
  const user = useUser();
  const session = useSession();
  const today = useMeetings("today");
  const position = user.person?.position ?? user.site?.name ?? "";
  return (
    <>
      <PageHeader
        title={t("home:today.title")}
        lead={
          <>
            <div>{weekdayDate(session.data?.server_time ?? new Date().toISOString())}</div>
            <div>{position}</div>
          </>
        }
      />
      <Loadable query={today}>{({ items }) => <Day meetings={items} />}</Loadable>
      <UnitInvitations />
      <WaitingOpinions />
      <OwnDuties />
      <Preparing />
      <Upcoming />
    </>
  );
}
