import { Alert, Button, Progress } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconFileTypeDocx, IconFileTypePdf, IconHourglass, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { requestMinutes } from "@/api/meetings";
import type { MeetingStatus, MinutesRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { PrimaryButton } from "@/kit/Buttons";
import { moment } from "@/kit/dates";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import classes from "./MinutesCard.module.css";
import { Panel } from "./Panel";

const FACE: Record<MinutesRow["status"], { tone: Tone; icon: ReactNode }> = {
  none: { tone: "neutral", icon: <IconHourglass size={16} aria-hidden /> },
  queued: { tone: "care", icon: <IconHourglass size={16} aria-hidden /> },
  ready: { tone: "good", icon: <IconCircleCheck size={16} aria-hidden /> },
  failed: { tone: "accent", icon: <IconAlertTriangle size={16} aria-hidden /> },
};

const PRODUCIBLE = new Set<MeetingStatus>(["in_progress", "paused", "ended"]);

function isUnderWay({ status }: MinutesRow): boolean {
  return status === "queued";
}

function Downloads({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation();
  const address = `/api/meetings/${meetingId}/minutes`;
  return (
    <>
      <Button
        component="a"
        href={`${address}.pdf`}
        target="_blank"
        rel="noreferrer"
        size="lg"
        variant="filled"
        color="accent"
        leftSection={<IconFileTypePdf size={20} aria-hidden />}
      >
        {t("after:minutes.open_pdf")}
      </Button>
      <Button component="a" href={`${address}.docx`} download size="lg" leftSection={<IconFileTypeDocx size={20} aria-hidden />}>
        {t("after:minutes.download_docx")}
      </Button>
    </>
  );
}

function Proof({ minutes }: { minutes: MinutesRow }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.proof}>
      <dt>{t("after:minutes.produced_at")}</dt>
      <dd>{minutes.produced_at ? moment(minutes.produced_at) : t("state.none")}</dd>
      <dt>{t("after:minutes.head")}</dt>
      <dd>{t("after:minutes.head_of", { seq: minutes.head_seq, hash: minutes.head_hash })}</dd>
      <dt>{t("after:minutes.pdf_sha256")}</dt>
      <dd>{minutes.pdf_sha256}</dd>
    </dl>
  );
}

function ProduceButton({ open, minutes }: { open: OpenMeeting; minutes: MinutesRow }) {
  const { t } = useTranslation();
  const produce = useAct(() => requestMinutes(open.meeting.id));
  const may = open.viewer.can.includes("produce_minutes") && PRODUCIBLE.has(open.meeting.status);
  if (!may || isUnderWay(minutes)) return null;
  const first = minutes.status === "none";
  const props = { size: "lg", loading: produce.isPending, onClick: () => produce.mutate(undefined) } as const;
  if (first) return <PrimaryButton {...props}>{t("after:minutes.produce")}</PrimaryButton>;
  return (
    <Button {...props} leftSection={<IconRefresh size={20} aria-hidden />}>
      {t("after:minutes.again")}
    </Button>
  );
}

const NONE: MinutesRow = {
  status: "none", revision: 0, produced_at: null, head_seq: null, head_hash: "", pdf_sha256: "", docx_sha256: "", error: "",
};

/** The minutes: where they are, what went wrong, and the files. */
export function MinutesCard({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const minutes = open.parts.minutes.it ?? NONE;
  const { tone, icon } = FACE[minutes.status];
  const facts = (
    <StatusTag tone={tone} icon={icon}>
      {t(`after:minutes.status.${minutes.status}`)}
    </StatusTag>
  );
  return (
    <Panel title={t("after:minutes.title")} facts={facts}>
      <div aria-live="polite">
        {isUnderWay(minutes) && (
          <div className={classes.underWay} role="status">
            <Progress value={100} striped animated color="ink" aria-label={t("after:minutes.under_way")} />
            <p className={classes.hint}>{t("after:minutes.under_way")}</p>
          </div>
        )}
        {minutes.status === "failed" && (
          <Alert color="accent" role="alert" title={t("after:minutes.failed")}>
            {t("after:minutes.reference", { reference: minutes.error })}
          </Alert>
        )}
        {minutes.status === "none" && <p className={classes.hint}>{t("after:minutes.none")}</p>}
      </div>
      <div className={classes.acts}>
        {minutes.pdf_sha256 && <Downloads meetingId={open.meeting.id} />}
        <ProduceButton open={open} minutes={minutes} />
      </div>
      {minutes.status === "ready" && <Proof minutes={minutes} />}
    </Panel>
  );
}
