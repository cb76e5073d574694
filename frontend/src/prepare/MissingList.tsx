import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useReturnReason, type MissingThing } from "@/api/prepare";
import type { OpenMeeting } from "@/app/MeetingGate";
import classes from "./MissingList.module.css";
import { sectionFor, soughtFor, type Go } from "./sections";

interface MissingListProps {
  open: OpenMeeting;
  missing: MissingThing[];
  onGo: Go;
}

/** A longer list of remarks stays folded until one wants to read it. */
const SHOWN_REMARKS = 2;

function Line({ thing, onGo }: { thing: MissingThing; onGo: Go }) {
  return (
    <li className={classes.line}>
      <span className={classes.words}>{thing.message}</span>
      <button type="button" className={classes.act} onClick={() => onGo(sectionFor(thing), soughtFor(thing))}>
        {thing.action.replace(/\.$/, "") || thing.title}
      </button>
    </li>
  );
}

function Lines({ things, onGo }: { things: MissingThing[]; onGo: Go }) {
  return (
    <ul className={classes.lines}>
      {things.map((thing) => (
        <Line key={`${thing.code} ${thing.item_id ?? ""} ${thing.message}`} thing={thing} onGo={onGo} />
      ))}
    </ul>
  );
}

function Blocking({ things, onGo }: { things: MissingThing[]; onGo: Go }) {
  const { t } = useTranslation();
  if (things.length === 0) return null;
  return (
    <section className={classes.box} data-blocking="true">
      <h2 className={classes.title}>
        <IconAlertTriangle size={20} stroke={1.75} aria-hidden />
        {t("prepare:missing.title", { count: things.length })}
      </h2>
      <Lines things={things} onGo={onGo} />
    </section>
  );
}

function Remarks({ things, onGo }: { things: MissingThing[]; onGo: Go }) {
  const { t } = useTranslation();
  if (things.length === 0) return null;
  return (
    <details className={classes.box} open={things.length <= SHOWN_REMARKS || undefined}>
      <summary className={classes.title}>
        <IconAlertTriangle size={20} stroke={1.75} aria-hidden />
        {t("prepare:missing.warnings", { count: things.length })}
      </summary>
      <Lines things={things} onGo={onGo} />
    </details>
  );
}

/** Why the chair sent the preparation back, as the journal has it. */
function SentBack({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation();
  const { data: reason } = useReturnReason(meetingId);
  if (!reason) return null;
  return <Alert role="status">{t("prepare:return.reason", { reason })}</Alert>;
}

/** What is missing before the invitations may go out, each with the way to mend it; then what is only unusual. */
export function MissingList({ open, missing, onGo }: MissingListProps) {
  const { t } = useTranslation();
  const returned = open.meeting.status === "returned";
  const blocking = missing.filter((thing) => thing.blocking);
  return (
    <div className={classes.all} aria-live="polite">
      {returned && <SentBack meetingId={open.meeting.id} />}
      <Blocking things={blocking} onGo={onGo} />
      {blocking.length === 0 && (
        <p className={classes.complete}>
          <IconCircleCheck size={20} stroke={1.75} aria-hidden />
          {t(returned ? "prepare:missing.none_submit" : "prepare:missing.none")}
        </p>
      )}
      <Remarks things={missing.filter((thing) => !thing.blocking)} onGo={onGo} />
    </div>
  );
}
