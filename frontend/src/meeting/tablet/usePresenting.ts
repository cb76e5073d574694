import { useEffect, useRef, useState } from "react";
import { Problem } from "@/api/problem";
import { send } from "@/api/request";
import type { Region } from "../reader/arrangement";
import type { Presenting } from "../reader/Reader";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { SCREEN } from "../shared/presented";
import { turnOf } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import type { Reading } from "./useReading";

const SENT_EVERY_MS = 250;

interface View {
  document_id: string;
  page: number;
  region: Region;
}

/** Sends what is seen, at most four times a second, one after another; only the newest of a pause. */
function useSending(onRefused: () => void) {
  const { id } = useMeetingView();
  const waiting = useRef<View | null>(null);
  const busy = useRef(false);
  const refused = useRef(onRefused);
  useEffect(() => {
    refused.current = onRefused;
  });
  async function run() {
    if (busy.current) return;
    busy.current = true;
    while (waiting.current !== null) {
      const view = waiting.current;
      waiting.current = null;
      try {
        await send("POST", `/api/meetings/${id}/presenting`, { ...view, screen: SCREEN });
      } catch (error) {
        // Without a line the next view is tried; refused means that something else is shown now.
        if (error instanceof Problem && (error.status === 403 || error.status === 404 || error.status === 409)) refused.current();
      }
      await new Promise((resolve) => setTimeout(resolve, SENT_EVERY_MS));
    }
    busy.current = false;
  }
  return (view: View) => {
    waiting.current = view;
    void run();
  };
}

/**
 * Shows a document to everybody, who then sees what this device sees of it. Who may set the layout puts it on the
 * screens; who has the floor may turn the pages of what is there. Another presenter takes over by doing the same.
 */
export function usePresenting(reading: Reading): Presenting & { turn: (page: number) => void } {
  const { can, meeting, parts, me } = useMeetingView();
  const layout = useCommand();
  const [mine, setMine] = useState<string | null>(null);
  const [heard, setHeard] = useState(false);
  const { row, presented, page } = reading;
  const sendView = useSending(() => setMine(null));

  const isShown = row !== null && presented?.documentId === row.id;
  const own = presented?.screen === SCREEN;
  if (mine !== null && own && !heard) setHeard(true);
  const overtaken = heard && isShown && !own && presented.screen !== "";
  if (mine !== null && overtaken) {
    setMine(null);
    setHeard(false);
  }
  const on = mine !== null && mine === row?.id && isShown;
  const speaks = me !== null && turnOf(parts)?.participant_id === me.id;
  const directs = can("set_layout");
  const possible = meeting.status === "in_progress" && (directs || (speaks && isShown));

  function start() {
    if (!row) return;
    setMine(row.id);
    setHeard(false);
    if (!isShown) layout.mutate(acts.layout({ mode: "document", document_id: row.id, page }));
    reading.lead(page);
  }
  return {
    on,
    start: possible && row ? start : undefined,
    onView: (seen, region) => {
      if (row && on) sendView({ document_id: row.id, page: seen, region });
    },
    turn: on ? reading.lead : reading.turn,
  };
}
