import { useEffect, useRef, type RefObject } from "react";

/**
 * Keeps the keyboard in its place when `turn` changes and takes the focused button with it: to what ends the
 * new turn, else to the next invitation. Focus that rests elsewhere is left alone.
 */
export function useNextFocus(section: RefObject<HTMLElement | null>, turn: string | null): void {
  const inside = useRef(false);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      inside.current = section.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [section]);

  const last = useRef(turn);
  useEffect(() => {
    if (last.current === turn) return;
    last.current = turn;
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!inside.current || !lost) return;
    section.current?.querySelector<HTMLElement>("[data-next-focus]")?.focus();
  }, [section, turn]);
}
