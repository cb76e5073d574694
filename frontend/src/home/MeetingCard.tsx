import { Button } from "@mantine/core";
import { IconArmchair } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MeetingSummary } from "@/api/meetings";
import { useMySeats } from "@/api/seating";
import { useSession, useUser } from "@/api/session";
import { clockRange, officeDay, weekdayDate } from "@/kit/dates";
import { MeetingStatusTag } from "@/kit/StatusTag";
import { Rsvp } from "./Rsvp";
import { meetingActs, type MeetingAct } from "./today";
import classes from "./MeetingCard.module.css";

function ActButton({ act, meeting, main }: { act: MeetingAct; meeting: MeetingSummary; main: boolean }) {
  const { t } = useTranslation();
  const look = main ? ({ variant: "filled", color: "accent", size: "lg" } as const) : {};
  return (
    <Button
      {...look}
      component={Link}
      to={act.to}
      className={main ? classes.main ?? "" : ""}
      aria-label={t(`home:meeting.${act.word}_named`, { title: meeting.title })}
    >
      {t(`home:meeting.${act.word}`)}
    </Button>
  );
}

/** Where the person sits, once seats were given in a meeting to come. */
function useOwnSeat({ id, my_participant_id: participant }: MeetingSummary) {
  const seats = useMySeats(participant !== null);
  return seats.data?.items.find(({ meeting_id }) => meeting_id === id) ?? null;
}

/** One meeting: when, what, where, in which role, and the one thing to do with it. */
export function MeetingCard({ meeting, prominent }: { meeting: MeetingSummary; prominent: boolean }) {
  const { t } = useTranslation();
  const user = useUser();
  const session = useSession();
  const today = officeDay(session.data?.server_time ?? new Date().toISOString());
  const otherDay = officeDay(meeting.scheduled_start) !== today;
  const acts = meetingActs(meeting, user);
  const facts = [
    meeting.my_site_name ?? meeting.place,
    meeting.my_role && t(`role.${meeting.my_role}`),
    meeting.sites > 0 && t("home:meeting.sites", { count: meeting.sites }),
  ];
  const seat = useOwnSeat(meeting);
  const asked = meeting.status === "published" && meeting.my_rsvp !== null && meeting.my_role !== "secretary";
  return (
    <article className={classes.card} data-prominent={prominent}>
      <div className={classes.head}>
        <span className={classes.time}>
          {otherDay && <span>{weekdayDate(meeting.scheduled_start)}</span>}
          {clockRange(meeting.scheduled_start, meeting.scheduled_end)}
        </span>
        <MeetingStatusTag status={meeting.status} />
      </div>
      <h3 className={classes.title}>{meeting.title}</h3>
      <p className={classes.facts}>{facts.filter(Boolean).join(" · ")}</p>
      {seat && (
        <p className={classes.seat}>
          <IconArmchair size={18} aria-hidden />
          <Link to={`/meetings/${meeting.id}/seats`}>{t("seating:mine", { label: seat.label, room: [seat.room_name, seat.floor].filter(Boolean).join(", ") })}</Link>
        </p>
      )}
      {asked && <Rsvp meeting={meeting} />}
      <div className={classes.acts}>
        {acts.map((act, index) => (
          <ActButton key={act.word} act={act} meeting={meeting} main={prominent && index === 0} />
        ))}
      </div>
    </article>
  );
}
