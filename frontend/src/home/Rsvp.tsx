import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answerInvitation, meetingKey, type MeetingSummary } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import { ReasonDialog } from "@/kit/ReasonDialog";
import classes from "./Rsvp.module.css";

type Given = { answer: "accepted" | "declined"; reason: string };

function useAnswer(meeting: MeetingSummary, onDone: () => void) {
  return useAct(({ answer, reason }: Given) => answerInvitation(meeting.id, answer, reason), {
    refresh: [["meetings"], meetingKey(meeting.id)],
    onDone,
  });
}

function Answered({ meeting, onChange }: { meeting: MeetingSummary; onChange: () => void }) {
  const { t } = useTranslation();
  const accepted = meeting.my_rsvp === "accepted";
  const Icon = accepted ? IconCircleCheck : IconCircleX;
  return (
    <div className={classes.answered} data-accepted={accepted}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {t(accepted ? "home:rsvp.accepted" : "home:rsvp.declined")}
      <button type="button" className={classes.change} onClick={onChange}>
        {t("home:rsvp.change")}
      </button>
    </div>
  );
}

/** The answer to one's own invitation: coming, or an absence with its reason; it can be changed. */
export function Rsvp({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation();
  const [declining, setDeclining] = useState(false);
  const [changing, setChanging] = useState(false);
  const answer = useAnswer(meeting, () => {
    setDeclining(false);
    setChanging(false);
  });
  if (meeting.my_rsvp !== "pending" && !changing) return <Answered meeting={meeting} onChange={() => setChanging(true)} />;
  return (
    <div className={classes.ask}>
      <Button loading={answer.isPending} onClick={() => answer.mutate({ answer: "accepted", reason: "" })}>
        {t("home:rsvp.accept")}
      </Button>
      <Button variant="subtle" onClick={() => setDeclining(true)}>
        {t("home:rsvp.decline")}
      </Button>
      {declining && (
        <ReasonDialog
          title={t("home:rsvp.decline_ask")}
          act={t("home:rsvp.decline")}
          required
          pending={answer.isPending}
          onAct={(reason) => answer.mutate({ answer: "declined", reason })}
          onClose={() => setDeclining(false)}
        />
      )}
    </div>
  );
}
