import { useEffect, useRef, type HTMLAttributes } from "react";

const KEYS_OF_ITS_OWN = "input, textarea, select, button, a, summary, [contenteditable], [role=radio], [role=slider]";

function isSpace(event: KeyboardEvent): boolean {
  if (event.code !== "Space" || event.altKey || event.ctrlKey || event.metaKey) return false;
  const at = event.target instanceof Element ? event.target : null;
  return at === null || at.closest("[data-hold]") !== null || at.closest(KEYS_OF_ITS_OWN) === null;
}

/**
 * Calls `press(true)` while the space bar or the button that gets these handlers is held, `press(false)` as soon
 * as it is let go, the pointer is lost or the page is left. Where `enabled` is false nothing is listened to.
 */
export function useHoldToTalk(enabled: boolean, press: (open: boolean) => void): HTMLAttributes<HTMLButtonElement> {
  const held = useRef(false);
  const last = useRef(press);
  useEffect(() => {
    last.current = press;
  }, [press]);
  useEffect(() => {
    if (!enabled) return;
    const hold = (open: boolean) => {
      if (held.current === open) return;
      held.current = open;
      last.current(open);
    };
    const down = (event: KeyboardEvent) => {
      if (!isSpace(event)) return;
      event.preventDefault();
      hold(true);
    };
    const up = (event: KeyboardEvent) => {
      if (event.code === "Space") hold(false);
    };
    const away = () => hold(false);
    const ends = ["pointerup", "pointercancel", "blur"] as const;
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    ends.forEach((name) => window.addEventListener(name, away));
    document.addEventListener("visibilitychange", away);
    return () => {
      away();
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      ends.forEach((name) => window.removeEventListener(name, away));
      document.removeEventListener("visibilitychange", away);
    };
  }, [enabled]);
  return {
    onPointerDown: () => {
      if (!enabled || held.current) return;
      held.current = true;
      press(true);
    },
  };
}
