import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideSubstitute } from "@/api/prepare";
import type { ParticipantRow, SubstituteRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { ReasonDialog } from "@/kit/ReasonDialog";
import classes from "./People.module.css";

const DECIDABLE = new Set(["published", "in_progress", "paused"]);

function Decide({ open, proposal }: { open: OpenMeeting; proposal: SubstituteRow }) {
  const { t } = useTranslation();
  const [refusing, setRefusing] = useState(false);
  const decide = useAct(
    ({ decision, note }: { decision: "accepted" | "declined"; note: string }) =>
      decideSubstitute(open.meeting.id, proposal.id, decision, note),
    { onDone: () => setRefusing(false) },
  );
  const name = proposal.full_name;
  return (
    <span className={classes.decide}>
      <Button
        loading={decide.isPending}
        aria-label={t("prepare:rsvp.accept_named", { name })}
        onClick={() => decide.mutate({ decision: "accepted", note: "" })}
      >
        {t("prepare:rsvp.accept")}
      </Button>
      <Button variant="subtle" aria-label={t("prepare:rsvp.refuse_named", { name })} onClick={() => setRefusing(true)}>
        {t("prepare:rsvp.reject")}
      </Button>
      {refusing && (
        <ReasonDialog
          title={t("prepare:rsvp.refuse_ask", { name })}
          act={t("prepare:rsvp.reject")}
          required
          pending={decide.isPending}
          onAct={(note) => decide.mutate({ decision: "declined", note })}
          onClose={() => setRefusing(false)}
        />
      )}
    </span>
  );
}

/** Who is named to go in a participant's place, and the decision for who may take it. */
export function Substitutes({ open, row }: { open: OpenMeeting; row: ParticipantRow }) {
  const { t } = useTranslation();
  const last = Object.values(open.parts.substitutes)
    .filter(({ participant_id }) => participant_id === row.id)
    .sort((a, b) => a.proposed_at.localeCompare(b.proposed_at))
    .at(-1);
  if (!last || last.status === "withdrawn") return null;
  const mayDecide = last.status === "proposed" && open.viewer.can.includes("run_meeting") && DECIDABLE.has(open.meeting.status);
  const said = [
    t(`prepare:rsvp.substitute.${last.status}`, { name: last.full_name, position: last.position || last.unit_name }),
    last.status === "proposed" && t("prepare:rsvp.why", { reason: last.reason }),
    last.note && t("prepare:rsvp.note", { note: last.note }),
  ];
  return (
    <>
      <span className={classes.facts}>{said.filter(Boolean).join(" · ")}</span>
      {mayDecide && <Decide open={open} proposal={last} />}
    </>
  );
}
