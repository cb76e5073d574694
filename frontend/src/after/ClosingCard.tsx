import { Button, Stack } from "@mantine/core";
import { IconAlertTriangle, IconArchive, IconInfoCircle, IconLockOpen } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { closeMeeting, reopenMeeting, useClosing } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { date, moment } from "@/kit/dates";
import { ReasonDialog } from "@/kit/ReasonDialog";
import classes from "./MinutesCard.module.css";
import { Panel } from "./Panel";

type Closing = Schemas["Closing"];

interface PartProps {
  open: OpenMeeting;
  closing: Closing;
}

function Matters({ matters }: Pick<Closing, "matters">) {
  const { t } = useTranslation();
  if (matters.length === 0) return <>{t("after:closing.nothing_open")}</>;
  return (
    <ul className={classes.matters}>
      {matters.map(({ code, weight, message }) => (
        <li key={code} data-weight={weight}>
          {weight === "told" ? <IconInfoCircle size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
          {message}
        </li>
      ))}
    </ul>
  );
}

/** What is still open, and the way to close the record all the same. */
function Close({ open, closing }: PartProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const close = useAct((reason: string) => closeMeeting(open.meeting.id, reason), {
    done: t("after:closing.done"),
    refresh: [["meetings"]],
    onDone: () => setAsking(false),
  });
  return (
    <>
      <Matters matters={closing.matters} />
      <Button
        size="lg"
        disabled={closing.is_stopped}
        onClick={() => setAsking(true)}
        leftSection={<IconArchive size={20} aria-hidden />}
        style={{ alignSelf: "flex-start" }}
      >
        {t("after:closing.act")}
      </Button>
      {asking && (
        <ReasonDialog
          title={t("after:closing.ask")}
          detail={t(closing.needs_reason ? "after:closing.detail_reason" : "after:closing.detail")}
          act={t("after:closing.act")}
          required={closing.needs_reason}
          pending={close.isPending}
          onAct={close.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function Reopen({ open, until }: { open: OpenMeeting; until: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const reopen = useAct((reason: string) => reopenMeeting(open.meeting.id, reason), {
    done: t("after:closing.reopened"),
    refresh: [["meetings"]],
    onDone: () => setAsking(false),
  });
  return (
    <>
      <Button size="lg" onClick={() => setAsking(true)} leftSection={<IconLockOpen size={20} aria-hidden />} style={{ alignSelf: "flex-start" }}>
        {t("after:closing.reopen")}
      </Button>
      <p className={classes.hint}>{t("after:closing.reopen_until", { day: date(until) })}</p>
      {asking && (
        <ReasonDialog
          title={t("after:closing.reopen_ask")}
          detail={t("after:closing.reopen_detail")}
          act={t("after:closing.reopen")}
          required
          pending={reopen.isPending}
          onAct={reopen.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function isStillTime(until: string | null | undefined, clockOffset: number): until is string {
  return Boolean(until) && Date.parse(until ?? "") > Date.now() + clockOffset;
}

/** The record of a meeting that is over: closing it, and opening it again. */
export function ClosingCard({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const { meeting, viewer, live } = open;
  const mayClose = meeting.status === "ended" && viewer.can.includes("run_meeting");
  const mayReopen = meeting.status === "closed" && viewer.can.includes("reopen_meeting");
  const closing = useClosing(meeting.id, live.seq, mayClose || mayReopen);
  if (meeting.status !== "closed" && !mayClose) return null;
  const until = closing.data?.reopen_until;
  return (
    <Panel title={t("after:closing.title")}>
      <Stack gap="sm">
        {meeting.closed_at && <p className={classes.hint}>{t("after:closing.closed", { moment: moment(meeting.closed_at) })}</p>}
        {mayClose && closing.data && <Close open={open} closing={closing.data} />}
        {mayReopen && isStillTime(until, live.clockOffset) && <Reopen open={open} until={until} />}
      </Stack>
    </Panel>
  );
}
