import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideAbsence } from "@/api/prepare";
import type { ParticipantRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { ReasonDialog } from "@/kit/ReasonDialog";
import classes from "./People.module.css";

const DECIDABLE = new Set(["published", "in_progress", "paused"]);

function Decide({ open, row }: { open: OpenMeeting; row: ParticipantRow }) {
  const { t } = useTranslation();
  const [rejecting, setRejecting] = useState(false);
  const decide = useAct(
    ({ decision, note }: { decision: "approved" | "rejected"; note: string }) => decideAbsence(open.meeting.id, row.id, decision, note),
    { onDone: () => setRejecting(false) },
  );
  const name = row.full_name;
  return (
    <span className={classes.decide}>
      <Button
        loading={decide.isPending}
        aria-label={t("prepare:rsvp.approve_named", { name })}
        onClick={() => decide.mutate({ decision: "approved", note: "" })}
      >
        {t("prepare:rsvp.approve")}
      </Button>
      <Button variant="subtle" aria-label={t("prepare:rsvp.reject_named", { name })} onClick={() => setRejecting(true)}>
        {t("prepare:rsvp.reject")}
      </Button>
      {rejecting && (
        <ReasonDialog
          title={t("prepare:rsvp.reject_ask", { name })}
          act={t("prepare:rsvp.reject")}
          required
          pending={decide.isPending}
          onAct={(note) => decide.mutate({ decision: "rejected", note })}
          onClose={() => setRejecting(false)}
        />
      )}
    </span>
  );
}

/** Why somebody is absent, what was said to it, and the decision for who may take it. */
export function Absence({ open, row }: { open: OpenMeeting; row: ParticipantRow }) {
  const { t } = useTranslation();
  if (!row.absence) return null;
  const said = [t("prepare:rsvp.why", { reason: row.rsvp_reason }), row.absence_note && t("prepare:rsvp.note", { note: row.absence_note })];
  const mayDecide = row.absence === "requested" && open.viewer.can.includes("run_meeting") && DECIDABLE.has(open.meeting.status);
  return (
    <>
      <span className={classes.facts}>{said.filter(Boolean).join(" · ")}</span>
      {mayDecide && <Decide open={open} row={row} />}
    </>
  );
}
