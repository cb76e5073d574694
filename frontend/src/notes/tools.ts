import { useLocalStorage } from "@mantine/hooks";
import { useState } from "react";
import type { NoteColor } from "./types";

export type Tool = "pen" | "highlight" | "text" | "eraser";
export const PEN_COLORS: readonly NoteColor[] = ["blue", "red", "black", "green"];
export const MARK_COLORS: readonly NoteColor[] = ["yellow", "green", "blue", "red"];

/** Ten-thousandths of the page's width. */
export const PEN_WIDTH = 28;

export interface Tools {
  /** Null: one only reads. */
  tool: Tool | null;
  choose: (tool: Tool | null) => void;
  /** The colour of the tool in hand. */
  color: NoteColor;
  colors: readonly NoteColor[];
  setColor: (color: NoteColor) => void;
  /** A pen was used on this device: fingers and the palm then move the page and do not write. */
  hasPen: boolean;
  sawPen: () => void;
}

/** What is in the hand that writes on the page. */
export function useTools(): Tools {
  const [tool, choose] = useState<Tool | null>(null);
  const [pen, setPen] = useState<NoteColor>("blue");
  const [marker, setMarker] = useState<NoteColor>("yellow");
  const [hasPen, setHasPen] = useLocalStorage({ key: "ecabinet.pen", defaultValue: false, getInitialValueInEffect: false });
  const marks = tool === "highlight" || tool === "text";
  return {
    tool,
    choose,
    color: marks ? marker : pen,
    colors: marks ? MARK_COLORS : PEN_COLORS,
    setColor: marks ? setMarker : setPen,
    hasPen,
    sawPen: () => setHasPen(true),
  };
}
