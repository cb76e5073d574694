import { Button } from "@mantine/core";
import { IconBellRinging } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { remindUnanswered } from "@/api/prepare";
import type { ParticipantRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { clock } from "@/kit/dates";
import { useServerNow } from "@/live";
import { ANSWERS, isIn, remindedLately, silent, withoutAddress, type AnswerGroup } from "./board";
import classes from "./RsvpBoard.module.css";

function Reminder({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const now = useServerNow(open.live.clockOffset);
  const remind = useAct(() => remindUnanswered(open.meeting.id));
  const rows = Object.values(open.parts.participants);
  const asked = silent(rows);
  const count = asked.length;
  const lately = remindedLately(open.parts.deliveries, now);
  if (open.meeting.status !== "published" || !open.viewer.can.includes("see_deliveries") || count === 0) return null;
  if (lately) return <span className={classes.reminded}>{t("prepare:rsvp.reminded", { time: clock(lately) })}</span>;
  return (
    <span className={classes.reminder}>
      <Button loading={remind.isPending} onClick={() => remind.mutate(undefined)} leftSection={<IconBellRinging size={18} aria-hidden />}>
        {t("prepare:rsvp.remind", { count })}
      </Button>
      <Unreminded officers={rows.filter(({ rsvp }) => rsvp === "pending").length - count} unreached={withoutAddress(asked, open.parts.deliveries)} />
    </span>
  );
}

/** Why fewer are reminded than have not answered. */
function Unreminded({ officers, unreached }: { officers: number; unreached: ParticipantRow[] }) {
  const { t } = useTranslation();
  const names = unreached.map(({ full_name }) => full_name).join(", ");
  const notes = [officers > 0 && t("prepare:rsvp.not_reminded", { count: officers }), names && t("prepare:rsvp.no_address", { count: unreached.length, names })];
  const told = notes.filter(Boolean).join(" ");
  return told ? <span className={classes.reminded}>{told}</span> : null;
}

interface RsvpBoardProps {
  open: OpenMeeting;
  group: AnswerGroup;
  onGroup: (group: AnswerGroup) => void;
}

/** How many answered what; a tap lists them. The secretary reminds the silent ones from here. */
export function RsvpBoard({ open, group, onGroup }: RsvpBoardProps) {
  const { t } = useTranslation();
  const title = useId();
  const rows = Object.values(open.parts.participants);
  return (
    <div className={classes.board}>
      <h3 className={classes.title} id={title}>
        {t("prepare:rsvp.board")}
      </h3>
      <div className={classes.groups} role="group" aria-labelledby={title}>
        {ANSWERS.map((value) => (
          <button key={value} type="button" className={classes.group} aria-pressed={value === group} onClick={() => onGroup(value)}>
            <span className={classes.count}>{rows.filter((row) => isIn(value, row, open.parts.substitutes)).length}</span>
            {t(`prepare:rsvp.${value}`)}
          </button>
        ))}
      </div>
      <Reminder open={open} />
    </div>
  );
}
