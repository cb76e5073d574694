import { IconMessage2 } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OverlayViewport } from "@/meeting/reader/overlay";
import { boxesOf, linesOf, type Size } from "./geometry";
import classes from "./notes.module.css";
import { useQuotes } from "./textLayer";
import type { Tools } from "./tools";
import type { NoteColor } from "./types";
import type { Placed } from "./useNotes";
import { useWriting, type Written } from "./useWriting";

/** A place on the page that something is said of. */
export interface Region {
  id: string;
  number: number;
  page: number;
  region: number[];
}

interface LayerProps {
  page: number;
  viewport: OverlayViewport;
  placed: readonly Placed[];
  regions: readonly Region[];
  tools: Tools;
  onWritten: (written: Written) => void;
  onErase: (placed: Placed) => void;
  onOpen: (placed: Placed) => void;
}

function Ink({ shape, width, color, size }: { shape: readonly number[]; width: number; color: NoteColor; size: Size }) {
  return (
    <g data-color={color} className={classes.ink}>
      {linesOf(shape, width, size).map((line, index) => (
        <path key={index} d={line.path} strokeWidth={line.width} />
      ))}
    </g>
  );
}

function Highlight({ shape, color, size, id }: { shape: readonly number[]; color: NoteColor; size: Size; id?: string }) {
  return (
    <g data-color={color} className={classes.highlight} data-testid="highlight" data-note={id}>
      {boxesOf(shape, size).map((box, index) => (
        <rect key={index} {...box} rx={2} />
      ))}
    </g>
  );
}

/** A highlight of another version, whose text is looked for on the page. */
const isFollowing = ({ how, note }: Placed) => how === "text" && note.kind === "highlight";

function Pin({ placed, size, onOpen }: { placed: Placed; size: Size; onOpen: () => void }) {
  const { t } = useTranslation("notes");
  const [x = 0, y = 0] = placed.note.shape;
  const at = { left: (x / 10_000) * size.width, top: (y / 10_000) * size.height };
  return (
    <button type="button" className={classes.pin} style={at} data-color={placed.note.color} data-testid="note-pin" onClick={onOpen} aria-label={t("open_note", { text: placed.note.text.slice(0, 60) })}>
      <IconMessage2 size={20} aria-hidden />
    </button>
  );
}

/** One's own writing on a page, and the places that comments are about. Takes touches only with a tool in hand. */
export function NotesLayer({ page, viewport, placed, regions, tools, onWritten, onErase, onOpen }: LayerProps) {
  const [overlay, setOverlay] = useState<HTMLDivElement | null>(null);
  const here = useMemo(() => placed.filter((one) => one.page === page), [placed, page]);
  const wanted = useMemo(() => here.filter(isFollowing).map(({ note, quote }) => ({ id: note.id, quote, before: note.before })), [here]);
  const shapes = useQuotes(overlay, wanted);
  const writing = useWriting({ page, viewport, tools, overlay, here, onWritten, onErase });
  const shapeOf = ({ note }: Placed) => shapes.get(note.id) ?? note.shape;
  return (
    <div ref={setOverlay} className={classes.layer} data-testid="notes-layer" data-page={page}>
      <svg width={viewport.width} height={viewport.height} className={classes.drawing} aria-hidden>
        {here.map((one) =>
          one.note.kind === "highlight" ? (
            <Highlight key={one.note.id} id={one.note.id} shape={shapeOf(one)} color={one.note.color} size={viewport} />
          ) : one.note.kind === "ink" ? (
            <Ink key={one.note.id} shape={one.note.shape} width={one.note.width} color={one.note.color} size={viewport} />
          ) : null,
        )}
        {writing.marking.length > 0 && <Highlight shape={writing.marking} color={tools.color} size={viewport} />}
        {writing.stroke.length > 0 && <Ink shape={writing.stroke} width={writing.width} color={tools.color} size={viewport} />}
        {regions.filter((one) => one.page === page).map((one) => {
          const [box] = boxesOf(one.region, viewport);
          return box && <rect key={one.id} {...box} className={classes.region} />;
        })}
      </svg>
      <div className={classes.catcher} data-tool={tools.tool ?? undefined} data-testid="notes-catcher" {...writing.handlers} />
      {here.filter(({ note }) => note.kind === "text").map((one) => (
        <Pin key={one.note.id} placed={one} size={viewport} onOpen={() => onOpen(one)} />
      ))}
    </div>
  );
}
