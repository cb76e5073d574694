import { Button, type ButtonProps } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { confirmAct } from "@/kit/confirm";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { openPoll, quorumOf, turnOf } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { lacksAtStart, presentWords, punctualWords, type Lack } from "./startWords";
import { StartAnyway } from "./StartAnyway";

/** "Bắt đầu phiên họp", for who runs the meeting, before the start. What is lacking is asked about by name. */
export function StartButton() {
  const { t } = useTranslation("meeting");
  const { meeting, parts, viewer, live, can } = useMeetingView();
  const [lacks, setLacks] = useState<Lack[]>([]);
  const act = useCommand({ onDone: () => setLacks([]) });
  if (meeting.status !== "published" || !can("run_meeting")) return null;
  const ask = () => {
    const found = lacksAtStart(parts, viewer, t);
    if (found.length > 0) {
      setLacks(found);
      return;
    }
    const now = Date.now() + live.clockOffset;
    const detail = [presentWords(quorumOf(parts), t), punctualWords(meeting, now, t)].filter(Boolean).join(" ");
    confirmAct({ title: t("run.start_title"), detail, act: t("run.start"), onConfirm: () => act.mutate(acts.start("")) });
  };
  return (
    <>
      <PrimaryButton loading={act.isPending} onClick={ask} leftSection={<IconPlayerPlay size={20} aria-hidden />}>
        {t("run.start")}
      </PrimaryButton>
      {lacks.length > 0 && (
        <StartAnyway lacks={lacks} pending={act.isPending} onStart={(reason) => act.mutate(acts.start(reason))} onClose={() => setLacks([])} />
      )}
    </>
  );
}

function PauseAsk({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const act = useCommand({ onDone: onClose });
  return (
    <ReasonDialog
      title={t("run.pause_title")}
      detail={t("run.pause_detail")}
      act={t("run.pause")}
      required={false}
      pending={act.isPending}
      onAct={(reason) => act.mutate(acts.pause(reason))}
      onClose={onClose}
    />
  );
}

/** Pauses the meeting, or goes on. */
export function PauseButton({ bare = false, ...props }: ButtonProps & { bare?: boolean }) {
  const { t } = useTranslation("meeting");
  const { meeting, can } = useMeetingView();
  const [asking, setAsking] = useState(false);
  const act = useCommand();
  if (!can("run_meeting")) return null;
  if (meeting.status === "paused") {
    return (
      <PrimaryButton loading={act.isPending} onClick={() => act.mutate(acts.resume)} leftSection={<IconPlayerPlay size={20} aria-hidden />}>
        {t("run.resume")}
      </PrimaryButton>
    );
  }
  if (meeting.status !== "in_progress") return null;
  return (
    <>
      <Button {...props} onClick={() => setAsking(true)} leftSection={bare ? undefined : <IconPlayerPause size={20} aria-hidden />}>
        {t("run.pause")}
      </Button>
      {asking && <PauseAsk onClose={() => setAsking(false)} />}
    </>
  );
}

/** Ends the meeting after a confirmation that names what is still going on. */
export function EndButton(props: ButtonProps) {
  const { t } = useTranslation("meeting");
  const { meeting, parts, can } = useMeetingView();
  const act = useCommand();
  if (!can("run_meeting") || !["in_progress", "paused"].includes(meeting.status)) return null;
  const pending = Object.values(parts.items).filter((item) => item.status === "pending").length;
  const notes = [
    openPoll(parts) && t("run.end_poll"),
    turnOf(parts) && t("run.end_turn"),
    pending > 0 && t("run.end_pending", { count: pending }),
  ].filter(Boolean);
  const ask = () =>
    confirmAct({
      title: t("run.end_title"),
      detail: [...notes, t("run.end_detail")].join(" "),
      act: t("run.end"),
      onConfirm: () => act.mutate(acts.end),
    });
  return (
    <Button {...props} loading={act.isPending} onClick={ask}>
      {t("run.end")}
    </Button>
  );
}
