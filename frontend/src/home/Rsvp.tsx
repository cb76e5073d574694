import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meetingKey, type InvitationAnswer, type MeetingSummary } from "@/api/meetings";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { answer as answerOf } from "@/offline/acts";
import { useSubmit } from "@/offline/useQueue";
import { AttendOwn } from "./AttendDialog";
import { SubstituteDialog } from "./SubstituteDialog";
import classes from "./Rsvp.module.css";

function useAnswer(meeting: MeetingSummary, onDone: () => void) {
  const { isPending, mutate } = useSubmit({ refresh: [["meetings"], meetingKey(meeting.id)], onDone });
  const send = (answer: InvitationAnswer) => mutate(answerOf(meeting.id, meeting.title, { reason: "", manner: "", ...answer }));
  return { isPending, send };
}

/** A substitute that was taken back is not told any more. */
function substituteOf({ my_substitute, my_substitute_status }: MeetingSummary, t: TFunction): string {
  if (!my_substitute || !my_substitute_status || my_substitute_status === "withdrawn") return "";
  return t(`home:rsvp.substitute_${my_substitute_status}`, { name: my_substitute });
}

function saidOf(meeting: MeetingSummary, t: TFunction): string {
  const { my_rsvp, my_manner, my_absence, my_site_name } = meeting;
  const substitute = substituteOf(meeting, t);
  if (substitute && my_rsvp !== "accepted") return substitute;
  if (my_rsvp === "accepted") return my_manner ? t(`home:rsvp.by_manner.${my_manner}`, { site: my_site_name ?? "" }) : t("home:rsvp.accepted");
  return my_absence ? t(`home:rsvp.absence_${my_absence}`) : t("home:rsvp.declined");
}

function Answered({ meeting, onChange }: { meeting: MeetingSummary; onChange: () => void }) {
  const { t } = useTranslation();
  const accepted = meeting.my_rsvp === "accepted";
  const Icon = accepted ? IconCircleCheck : IconCircleX;
  return (
    <div className={classes.answered} data-accepted={accepted}>
      <Icon size={20} stroke={1.75} aria-hidden />
      <span>
        {saidOf(meeting, t)}
        {meeting.my_absence_note && `: ${meeting.my_absence_note}`}
      </span>
      <button type="button" className={classes.change} onClick={onChange}>
        {t("home:rsvp.change")}
      </button>
    </div>
  );
}

type Asking = "attend" | "decline" | "substitute" | null;

/** The answer to one's own invitation: how one comes, or an absence with its reason; it can be changed. */
export function Rsvp({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const [changing, setChanging] = useState(false);
  const settle = () => {
    setAsking(null);
    setChanging(false);
  };
  const answer = useAnswer(meeting, settle);
  if ((meeting.my_rsvp !== "pending" || meeting.my_substitute_status === "proposed") && !changing) return <Answered meeting={meeting} onChange={() => setChanging(true)} />;
  const dialog = { pending: answer.isPending, onClose: () => setAsking(null) };
  return (
    <div className={classes.ask}>
      <Button onClick={() => setAsking("attend")}>{t("home:rsvp.accept")}</Button>
      <Button variant="subtle" onClick={() => setAsking("decline")}>
        {t("home:rsvp.decline")}
      </Button>
      {meeting.my_role !== "chair" && meeting.my_participant_id && (
        <Button variant="subtle" onClick={() => setAsking("substitute")}>
          {t("home:rsvp.substitute")}
        </Button>
      )}
      {asking === "substitute" && meeting.my_participant_id && (
        <SubstituteDialog meeting={meeting} participantId={meeting.my_participant_id} onClose={settle} />
      )}
      {asking === "attend" && <AttendOwn {...dialog} meeting={meeting} onAct={answer.send} />}
      {asking === "decline" && (
        <ReasonDialog
          {...dialog}
          title={t("home:rsvp.decline_ask")}
          act={t("home:rsvp.decline")}
          required
          onAct={(reason) => answer.send({ answer: "declined", reason })}
        />
      )}
    </div>
  );
}
