import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { openRehearsal } from "@/api/rehearsal";
import { useAct } from "@/api/useAct";
import { useServerNow } from "@/live";
import { useMeetingView } from "@/meeting/shared/context";
import { RehearsalScreen } from "./RehearsalScreen";
import { openRound, resultKey } from "./rounds";
import classes from "./RehearsalScreen.module.css";

/** What the person chose about a round; nothing chosen: a round that this site has not reported in is shown. */
interface Choice {
  round: string;
  shown: boolean;
}

interface GateProps {
  /** The site's usual screen; `entry` opens the rehearsal from there. */
  children: (entry: ReactNode) => ReactNode;
}

/** Shows a site's screen the open rehearsal, in place of the meeting's own room: the two are never joined at once. */
export function RehearsalGate({ children }: GateProps) {
  const { t } = useTranslation();
  const { id, parts, meeting, viewer, live } = useMeetingView();
  const [choice, setChoice] = useState<Choice | null>(null);
  const round = openRound(parts, useServerNow(live.clockOffset));
  const open = useAct(() => openRehearsal(id, {}), { onDone: ({ id: opened }) => setChoice({ round: opened, shown: true }) });
  const kept = choice !== null && choice.shown ? parts.rehearsals[choice.round] : undefined;
  const shown = round ?? kept ?? null;
  const result = shown && parts.rehearsal_results[resultKey(shown.number, viewer.site_id ?? "")];
  const untried = round !== null && !result?.reports;
  const isShown = choice !== null && choice.round === shown?.id ? choice.shown : untried;
  if (shown && isShown && meeting.status === "published") {
    return <RehearsalScreen round={shown} onKeep={() => setChoice({ round: shown.id, shown: true })} onLeave={() => setChoice({ round: shown.id, shown: false })} />;
  }
  const enter = () => (round ? setChoice({ round: round.id, shown: true }) : open.mutate(undefined));
  const entry = meeting.status === "published" && (
    <button type="button" className={classes.entry} onClick={enter} disabled={open.isPending}>
      {t("rehearsal:site.enter")}
    </button>
  );
  return children(entry);
}
