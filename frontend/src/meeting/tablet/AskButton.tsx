import { IconHandStop, IconMicrophone, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { acts } from "../shared/acts";
import { TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { queueInOrder, turnOf } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
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

/** Asks to speak, takes it back while waiting, and shows one's own turn. */
export function AskButton() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, me, can } = useMeetingView();
  const act = useCommand();
  if (!me) return null;
  const turn = turnOf(parts);
  const queue = queueInOrder(parts);
  const place = queue.findIndex((row) => row.participant_id === me.id);
  const mine = queue[place];
  const hand = <IconHandStop size={24} stroke={1.75} aria-hidden />;

  if (turn?.participant_id === me.id) {
    const icon = <IconMicrophone size={24} stroke={1.75} aria-hidden />;
    return (
      <>
        <BarButton icon={icon} tone="inverted" name={t("ask.speaking")} note={<TurnClock turn={turn} />} disabled />
        {!can("grant_floor") && <EndOwnTurn />}
      </>
    );
  }
  if (mine) {
    return (
      <BarButton
        icon={hand}
        tone="outlined"
        name={t("ask.withdraw")}
        note={t("ask.place", { place: place + 1 })}
        disabled={act.isPending}
        onClick={() => act.mutate(acts.withdraw(mine.id))}
      />
    );
  }
  const possible = meeting.status === "in_progress" && can("request_floor");
  return (
    <BarButton
      icon={hand}
      tone="outlined"
      name={t("ask.ask")}
      disabled={!possible || act.isPending}
      onClick={() => act.mutate(acts.ask())}
    />
  );
}
