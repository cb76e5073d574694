import { IconPin } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeetingView } from "../shared/context";
import { PinPicker } from "../shared/PinPicker";
import { usePin, type Pin } from "../shared/pins";
import { sitesByName } from "../shared/selectors";
import classes from "./Site.module.css";

const BACK = new Set(["Escape", "Backspace", "0"]);

/** The next site on line, or the next page, in that direction. */
function useNeighbour() {
  const { parts } = useMeetingView();
  return (pin: Pin, step: 1 | -1): Pin => {
    if (pin.kind === "document") {
      const last = parts.documents[pin.documentId]?.pages ?? 1;
      return { ...pin, page: Math.min(last, Math.max(1, pin.page + step)) };
    }
    const sites = sitesByName(parts).filter((site) => site.status === "online" || site.site_id === pin.siteId);
    const at = sites.findIndex((site) => site.site_id === pin.siteId);
    const next = sites[(at + step + sites.length) % sites.length];
    return next ? { kind: "site", siteId: next.site_id } : pin;
  };
}

/** Keys of a remote control: arrows change what is pinned, Back returns to the programme. */
function useRemote(asleep: boolean): void {
  const { pin, set } = usePin("site");
  const neighbour = useNeighbour();
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const busy = event.target instanceof HTMLElement && event.target.closest("input, textarea, [role='dialog'], [role='listbox']");
      if (asleep || busy || pin === null || event.defaultPrevented) return;
      if (BACK.has(event.key)) set(null);
      else if (event.key === "ArrowRight") set(neighbour(pin, 1));
      else if (event.key === "ArrowLeft") set(neighbour(pin, -1));
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

/** Pins a site or a document on this screen alone: by touch or by the arrows and Enter of a remote control. */
export function SitePins() {
  const { t } = useTranslation("meeting");
  const pinning = usePin("site");
  const [opened, setOpened] = useState(false);
  useRemote(opened);
  return (
    <>
      <button type="button" className={classes.devices} aria-label={t("pin.title")} aria-pressed={pinning.pin !== null} onClick={() => setOpened(true)}>
        <IconPin aria-hidden />
      </button>
      <PinPicker pinning={pinning} opened={opened} onClose={() => setOpened(false)} papers />
    </>
  );
}
