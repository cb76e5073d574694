import { useLocalStorage } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { Layout } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { shareOf } from "../shared/programme";
import { useCommand } from "../shared/useCommand";
import { lacks, layoutOf, modeOfKey } from "./layoutChoice";

export interface Director {
  /** May choose now. */
  allowed: boolean;
  pending: boolean;
  /** What is chosen: the draft while one is looked at, else what is on air. */
  layout: Layout;
  /** A layout that is looked at before it goes on air. */
  draft: Layout | null;
  previewing: boolean;
  setPreviewing: (on: boolean) => void;
  keys: boolean;
  setKeys: (on: boolean) => void;
  /** On air at once, or into the preview. */
  choose: (chosen: Partial<Layout> & Pick<Layout, "mode">) => void;
  take: () => void;
  drop: () => void;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input:not([type='checkbox']), textarea, select, [contenteditable='true'], [role='dialog'], [role='menu'], [role='listbox']") !== null;
}

/** Whether nothing changes but the page of the document on air: that is no other layout. */
function onlyTurns(onAir: Layout, next: Layout): boolean {
  const same = onAir.document_id === next.document_id && (onAir.picture ?? "beside") === (next.picture ?? "beside");
  return onAir.mode === "document" && next.mode === "document" && same;
}

/** Digits choose a mode, Enter takes the preview; not while somebody types, and only where switched on. */
function useKeys({ allowed, keys, draft, choose, take, drop }: Director): void {
  const { parts } = useMeetingView();
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!allowed || !keys || event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
      const mode = modeOfKey(event.key);
      if (mode !== null && lacks(parts, mode) === null) choose({ mode });
      else if (draft && event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) take();
      else if (draft && event.key === "Escape") drop();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

/** The director's hand: what is on air, what is looked at before, and the acts. */
export function useDirector(): Director {
  const { parts, meeting, can, live } = useMeetingView();
  const act = useCommand();
  const [previewing, setStored] = useLocalStorage({ key: "ecabinet.console-preview", defaultValue: false, getInitialValueInEffect: false });
  const [keys, setKeys] = useLocalStorage({ key: "ecabinet.console-keys", defaultValue: true, getInitialValueInEffect: false });
  const [draft, setDraft] = useState<Layout | null>(null);
  const share = shareOf(parts);

  function air(layout: Layout) {
    if (share?.shown) act.mutate(acts.showShare(share.id, false));
    if (onlyTurns(meeting.layout, layout)) act.mutate(acts.presentPage(layout.document_id ?? "", layout.page ?? 1));
    else act.mutate(acts.layout(layout));
    setDraft(null);
  }
  const director: Director = {
    allowed: can("set_layout") && meeting.status === "in_progress",
    pending: act.isPending,
    layout: draft ?? meeting.layout,
    draft,
    previewing,
    setPreviewing: (on) => {
      setStored(on);
      if (!on) setDraft(null);
    },
    keys,
    setKeys,
    choose: (chosen) => {
      const layout = layoutOf(parts, chosen, Date.now() + live.clockOffset);
      if (previewing) setDraft(layout);
      else air(layout);
    },
    take: () => draft && air(draft),
    drop: () => setDraft(null),
  };
  useKeys(director);
  return director;
}
