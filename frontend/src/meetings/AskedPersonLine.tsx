import { Button } from "@mantine/core";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InvitationAnswer } from "@/api/meetings";
import { UNIT_INVITATIONS_KEY, answerFor, type AskedMeeting, type AskedPerson } from "@/api/unitInvitations";
import { useAct } from "@/api/useAct";
import { AttendDialog } from "@/home/AttendDialog";
import { SubstituteDialog } from "@/home/SubstituteDialog";
import { ReasonDialog } from "@/kit/ReasonDialog";
import classes from "./UnitInvitationsPage.module.css";

function answerOf(person: AskedPerson, t: TFunction): string {
  const { rsvp, rsvp_manner, rsvp_reason, rsvp_by, absence, substitute, substitute_status } = person;
  const said = rsvp === "accepted" && rsvp_manner ? t(`prepare:rsvp.manner.${rsvp_manner}`) : t(`prepare:rsvp.${rsvp}`);
  const place = rsvp_manner === "site" ? person.site_name : "";
  const named = substitute && substitute_status ? t(`home:unit.substitute_${substitute_status}`, { name: substitute }) : "";
  const decided = absence && !named ? t(`prepare:rsvp.absence.${absence}`) : "";
  return [said, place, decided, rsvp_reason, named, rsvp_by && t("home:unit.answered_by", { name: rsvp_by })].filter(Boolean).join(" · ");
}

type Asking = "attend" | "decline" | "substitute" | null;

interface LineProps {
  meeting: AskedMeeting;
  person: AskedPerson;
  /** Answers are taken until the meeting starts. */
  open: boolean;
}

/** Somebody of the unit who is asked, the answer, and the ways to answer in that person's place. */
export function AskedPersonLine({ meeting, person, open }: LineProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const answer = useAct((said: InvitationAnswer) => answerFor(meeting.meeting_id, person.participant_id, said), {
    done: t("act.saved"),
    refresh: [UNIT_INVITATIONS_KEY],
    onDone: close,
  });
  const replaced = person.substitute_status === "accepted";
  const dialog = { pending: answer.isPending, onAct: answer.mutate, onClose: close };
  return (
    <div className={classes.line}>
      <span className={classes.words}>
        <span className={classes.name}>{person.full_name}</span>
        <span className={classes.facts}>{[person.position, t(`role.${person.role}`)].filter(Boolean).join(" · ")}</span>
        <span className={classes.facts}>{answerOf(person, t)}</span>
      </span>
      {open && !replaced && (
        <span className={classes.acts}>
          <Button aria-label={t("home:unit.attend_named", { name: person.full_name })} onClick={() => setAsking("attend")}>
            {t("home:unit.attend")}
          </Button>
          <Button variant="subtle" aria-label={t("home:unit.absent_named", { name: person.full_name })} onClick={() => setAsking("decline")}>
            {t("home:rsvp.decline")}
          </Button>
          {person.role !== "chair" && person.role !== "secretary" && (
            <Button variant="subtle" aria-label={t("home:unit.substitute_named", { name: person.full_name })} onClick={() => setAsking("substitute")}>
              {t("home:rsvp.substitute")}
            </Button>
          )}
        </span>
      )}
      {asking === "attend" && (
        <AttendDialog {...dialog} title={t("home:unit.attend_named", { name: person.full_name })} manner={person.rsvp_manner} places={meeting.sites} />
      )}
      {asking === "decline" && (
        <ReasonDialog
          {...dialog}
          title={t("home:unit.absent_named", { name: person.full_name })}
          act={t("home:rsvp.decline")}
          required
          onAct={(reason) => answer.mutate({ answer: "declined", reason })}
        />
      )}
      {asking === "substitute" && <SubstituteDialog meeting={{ id: meeting.meeting_id }} participantId={person.participant_id} refresh={[UNIT_INVITATIONS_KEY]} onClose={close} />}
    </div>
  );
}
