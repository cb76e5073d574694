import { IconHandStop, IconMicrophone, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { QueueRow } from "@/live";
import { ask, withdrawAsk } from "@/offline/acts";
import { useSubmit, useTakeBack, useWaiting } from "@/offline/useQueue";
import { acts } from "../shared/acts";
import { TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { currentItem, floorSettingsOf, queueInOrder, turnOf } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { AskMore } from "./AskMore";
import { BarButton } from "./BarButton";

/** Who gives the floor ends turns in their own panel. */
function EndOwnTurn() {
  const { t } = useTranslation("meeting");
  const act = useCommand();
  return (
    <BarButton
      icon={<IconPlayerStop size={24} stroke={1.75} aria-hidden />}
      tone="outlined"
      name={t("ask.end")}
      disabled={act.isPending}
      onClick={() => act.mutate(acts.endTurn)}
    />
  );
}

function Waiting({ row, place }: { row: QueueRow; place: number }) {
  const { t } = useTranslation("meeting");
  const { id } = useMeetingView();
  const act = useCommand();
  const back = withdrawAsk(id, row.id);
  const withdraw = useSubmit();
  const unsent = useWaiting(back.subject) !== null;
  const icon = <IconHandStop size={24} stroke={1.75} aria-hidden />;
  const kind = row.priority === "point_of_order" ? "point_of_order" : row.queue;
  if (row.status === "called") {
    return (
      <BarButton
        icon={icon}
        tone="primary"
        name={t("ask.ready")}
        note={t("ask.called")}
        disabled={act.isPending}
        onClick={() => act.mutate(acts.acceptCall(row.id))}
      />
    );
  }
  return (
    <BarButton
      icon={icon}
      tone="outlined"
      name={t(`ask.take_back.${kind}`)}
      note={unsent ? t("common:waiting.state") : row.status === "ready" ? t("ask.is_ready") : t("ask.place", { place })}
      disabled={withdraw.isPending || unsent}
      onClick={() => withdraw.mutate(back)}
    />
  );
}

/** Asks to speak with one tap. While the line is away the request waits on this device, and may be taken back. */
function Ask({ possible }: { possible: boolean }) {
  const { t } = useTranslation("meeting");
  const { id, parts } = useMeetingView();
  const wanted = ask(id, { item_id: currentItem(parts)?.id ?? null });
  const submit = useSubmit();
  const takeBack = useTakeBack();
  const unsent = useWaiting(wanted.subject);
  const icon = <IconHandStop size={24} stroke={1.75} aria-hidden />;
  if (unsent && !submit.isPending) {
    return (
      <BarButton icon={icon} tone="outlined" name={t("ask.waiting_back")} note={t("common:waiting.state")} onClick={() => takeBack(unsent.id)} />
    );
  }
  return (
    <BarButton
      icon={icon}
      tone="outlined"
      name={t("ask.ask")}
      disabled={!possible || !floorSettingsOf(parts).speaking_open || submit.isPending}
      onClick={() => submit.mutate(wanted)}
    />
  );
}

/** Asks to speak, takes it back while waiting, says "ready" when called, and shows one's own turn. */
export function AskButton() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, me, can } = useMeetingView();
  if (!me) return null;
  const turn = turnOf(parts);
  if (turn?.participant_id === me.id) {
    const icon = <IconMicrophone size={24} stroke={1.75} aria-hidden />;
    return (
      <>
        <BarButton icon={icon} tone="inverted" name={t("ask.speaking")} note={<TurnClock turn={turn} />} disabled />
        {!can("grant_floor") && <EndOwnTurn />}
      </>
    );
  }
  const queues = [queueInOrder(parts, "speaking"), queueInOrder(parts, "interpellation")];
  const mine = queues.flatMap((rows) =>
    rows.map((row, index) => ({ row, place: index + 1 })).filter(({ row }) => row.participant_id === me.id),
  );
  const waits = mine.some(({ row }) => row.queue === "speaking" && row.priority !== "point_of_order");
  const possible = meeting.status === "in_progress" && can("request_floor");
  return (
    <>
      {!waits && <Ask possible={possible} />}
      {mine.map(({ row, place }) => (
        <Waiting key={row.id} row={row} place={place} />
      ))}
      {can("request_floor") && <AskMore disabled={!possible} />}
    </>
  );
}
