import { Button, Stack, Text, TextInput } from "@mantine/core";
import { IconDoorEnter, IconDoorExit } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "@/kit/dates";
import type { LeaveRow } from "@/live";
import { acts } from "./acts";
import { useMeetingView } from "./context";
import { useCommand } from "./useCommand";

/** Why somebody leaves the meeting; the minutes tell it. */
export function LeaveForm({ participantId, own = false, onDone }: { participantId: string; own?: boolean; onDone: () => void }) {
  const { t } = useTranslation("meeting");
  const [reason, setReason] = useState("");
  const act = useCommand({ done: t("leaving.done"), onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(acts.leave(participantId, reason));
      }}
    >
      <Stack gap="xs">
        <TextInput
          label={t("leaving.reason")}
          description={own ? t("leaving.lead") : undefined}
          value={reason}
          maxLength={300}
          autoFocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={act.isPending} disabled={reason.trim() === ""} leftSection={<IconDoorExit size={20} aria-hidden />}>
          {t("leaving.send")}
        </Button>
      </Stack>
    </form>
  );
}

export function ReturnButton({ participantId, onDone }: { participantId: string; onDone?: () => void }) {
  const { t } = useTranslation("meeting");
  const act = useCommand({ done: t("leaving.returned"), onDone });
  return (
    <Button loading={act.isPending} leftSection={<IconDoorEnter size={20} aria-hidden />} onClick={() => act.mutate(acts.comeBack(participantId))}>
      {t("leaving.return")}
    </Button>
  );
}

/** For oneself, under the ways of being there: leave early, after a second look. */
export function LeaveEarly({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("meeting");
  const { me, meeting } = useMeetingView();
  const [asking, setAsking] = useState(false);
  const runs = meeting.status === "in_progress" || meeting.status === "paused";
  if (!me || !runs) return null;
  if (asking) return <LeaveForm participantId={me.id} own onDone={onDone} />;
  return (
    <Button variant="subtle" leftSection={<IconDoorExit size={20} aria-hidden />} onClick={() => setAsking(true)}>
      {t("leaving.ask")}
    </Button>
  );
}

/** What one who has left finds instead of the ways of being there. */
export function OutOfMeeting({ out, onDone }: { out: LeaveRow; onDone: () => void }) {
  const { t } = useTranslation("meeting");
  return (
    <Stack>
      <Text>{t("leaving.since", { at: clock(out.left_at), reason: out.reason })}</Text>
      <ReturnButton participantId={out.participant_id} onDone={onDone} />
    </Stack>
  );
}

/** The times out of the meeting, in words. */
export function useLeaveWords(): (out: LeaveRow) => string {
  const { t } = useTranslation("meeting");
  return (out) =>
    t(out.returned_at === null ? "leaving.since" : "leaving.between", {
      at: clock(out.left_at),
      until: out.returned_at === null ? "" : clock(out.returned_at),
      reason: out.reason,
    });
}
