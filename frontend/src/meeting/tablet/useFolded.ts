import { useLayoutEffect, useState, type RefObject } from "react";

/** Marks the entries that stand below the first line (`data-folded`); the height of that line, null when there is no other. */
export function markFolded(row: HTMLElement): number | null {
  const entries = ([...row.children] as HTMLElement[]).filter((entry) => entry.offsetHeight > 0);
  const top = Math.min(...entries.map((entry) => entry.offsetTop));
  entries.forEach((entry) => entry.toggleAttribute("data-folded", entry.offsetTop > top));
  if (entries.every((entry) => entry.offsetTop === top)) return null;
  return Math.max(...entries.filter((entry) => entry.offsetTop === top).map((entry) => entry.offsetHeight));
}

/** Looks again whenever the row or what stands in it changes its size. */
export function useFolded(row: RefObject<HTMLElement | null>): number | null {
  const [lineHeight, setLineHeight] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    const look = () => setLineHeight(markFolded(element));
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    const changes = new MutationObserver(look);
    changes.observe(element, { childList: true, characterData: true, subtree: true, attributeFilter: ["data-late"] });
    return () => {
      sizes.disconnect();
      changes.disconnect();
    };
  }, [row]);
  return lineHeight;
}
