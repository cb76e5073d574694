import { Button } from "@mantine/core";
import { IconNotes, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import type { RenderOverlay } from "@/meeting/reader/overlay";
import { Reader, type ReaderProps } from "@/meeting/reader/Reader";
import type { About } from "./Comments";
import { regionOf } from "./geometry";
import { NoteEditor } from "./NoteEditor";
import { NotesBar } from "./NotesBar";
import { NotesDrawer, PANELS, type Panel } from "./NotesDrawer";
import { NotesLayer, type Region } from "./NotesLayer";
import classes from "./notes.module.css";
import { useTools } from "./tools";
import type { Noted } from "./types";
import { useNotes, type Notes, type Placed } from "./useNotes";
import type { Written } from "./useWriting";

interface AnnotatedProps extends ReaderProps {
  row: Noted;
  /** The newest version that this person has read; null for none. */
  readVersion: number | null;
  /** What opens beside the pages. */
  panels?: readonly Panel[];
}

/** A note in the editor: one that is there, or the place of one that is not yet. */
type Edited = { placed: Placed } | { written: Written };

/** What one wrote last, to be taken back step by step. */
function useUndo(notes: Notes) {
  const [done, setDone] = useState<readonly (() => void)[]>([]);
  const last = done.at(-1);
  return {
    push: (undo: () => void) => setDone((all) => [...all.slice(-50), undo]),
    undo: last
      ? () => {
          setDone((all) => all.slice(0, -1));
          last();
        }
      : null,
    add: async (written: Written, version: number, text = "") => {
      const id = await notes.add({ ...written, version, text });
      setDone((all) => [...all.slice(-50), () => notes.remove(id)]);
    },
  };
}

function useBookmark(notes: Notes, page: number, version: number) {
  const marks = notes.placed.filter(({ note, page: at }) => note.kind === "bookmark" && at === page);
  return {
    is: marks.length > 0,
    toggle: () => {
      if (marks.length > 0) marks.forEach(({ note }) => notes.remove(note.id));
      else void notes.add({ kind: "bookmark", version, page, shape: [], color: "yellow", width: 0, quote: "", before: "", after: "", text: "" });
    },
  };
}

function NewVersion({ read, version, onShow, onHide }: { read: number; version: number; onShow: () => void; onHide: () => void }) {
  const { t } = useTranslation("notes");
  return (
    <div className={classes.notice} role="status" data-testid="new-version">
      <p>{t("new_version", { read, version })}</p>
      <Button onClick={onShow}>{t("show_changes")}</Button>
      <Button variant="subtle" onClick={onHide}>{t("hide")}</Button>
    </div>
  );
}

/** The version that was read before this one was opened: reading this one must not take the notice away. */
function useReadBefore(row: Noted, readVersion: number | null) {
  const [kept, setKept] = useState<{ key: string; read: number | null }>({ key: "", read: null });
  const key = `${row.id} ${row.version}`;
  const older = readVersion !== null && readVersion < row.version ? readVersion : null;
  if (kept.key !== key || (older !== null && kept.read === null)) setKept({ key, read: older });
  return {
    read: kept.key === key ? kept.read : older,
    forget: () => setKept({ key, read: -1 }),
  };
}

/** What is open beside the page, and what is in the hand. */
function useDesk(notes: Notes, row: Noted, panels: readonly Panel[]) {
  const tools = useTools();
  const undo = useUndo(notes);
  const [writing, setWriting] = useState(false);
  const [panel, setPanel] = useState<Panel | null>(null);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [about, setAbout] = useState<About | null>(null);
  const [regions, setRegions] = useState<readonly Region[]>([]);
  return {
    tools, undo, writing, panel, setPanel, edited, setEdited, about, setAbout, regions, setRegions,
    toggleWriting: () => {
      setWriting(!writing);
      tools.choose(writing ? null : "pen");
    },
    togglePanel: () => setPanel(panel === null ? (panels.find((one) => one !== "own" || notes.isPossible) ?? null) : null),
    /** Undefined where nothing is said to others. */
    comment: panels.includes("comments")
      ? (place: About) => {
          setAbout(place);
          setPanel("comments");
        }
      : undefined,
    onWritten: (written: Written) => {
      if (written.kind === "text") setEdited({ written });
      else void undo.add(written, row.version);
    },
    onErase: ({ note }: Placed) => {
      notes.remove(note.id);
      undo.push(() => void notes.add(note));
    },
  };
}

type Desk = ReturnType<typeof useDesk>;

function DeskTools({ desk, isPossible }: { desk: Desk; isPossible: boolean }) {
  const { t } = useTranslation("notes");
  return (
    <>
      {isPossible && (
        <IconButton label={t("write")} aria-pressed={desk.writing} onClick={desk.toggleWriting}>
          <IconPencil size={22} stroke={1.75} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t(desk.comment ? "drawer" : "tab.own")} aria-pressed={desk.panel !== null} onClick={desk.togglePanel}>
        <IconNotes size={22} stroke={1.75} aria-hidden />
      </IconButton>
    </>
  );
}

/** The reader with one's own notes over its pages, what is said of the document, and what changed in it. */
export function AnnotatedReader({ readVersion, row, panels = PANELS, ...props }: AnnotatedProps) {
  const { page, onPage, renderOverlay } = props;
  const notes = useNotes(row.id, row.version);
  const desk = useDesk(notes, row, panels);
  const bookmark = useBookmark(notes, page, row.version);
  const before = useReadBefore(row, readVersion);
  const since = before.read !== null && before.read > 0 ? before.read : null;
  const onOpen = (placed: Placed) => desk.setEdited({ placed });
  const overlay: RenderOverlay = (number, viewport) => (
    <>
      {renderOverlay?.(number, viewport)}
      <NotesLayer page={number} viewport={viewport} placed={notes.placed} {...desk} onOpen={onOpen} />
    </>
  );
  return (
    <div className={classes.frame}>
      {since !== null && (
        <NewVersion read={since} version={row.version} onShow={() => desk.setPanel("changes")} onHide={before.forget} />
      )}
      <Reader
        key={`${row.id} ${row.version}`}
        {...props}
        renderOverlay={overlay}
        tools={
          <>
            {props.tools}
            <DeskTools desk={desk} isPossible={notes.isPossible} />
          </>
        }
      />
      {desk.writing && (
        <NotesBar tools={desk.tools} status={notes.status} bookmarked={bookmark.is} onBookmark={bookmark.toggle} onUndo={desk.undo.undo} />
      )}
      <NotesDrawer
        {...{ row, page, notes, since, panels, onPage, onOpen }}
        panel={desk.panel}
        onPanel={desk.setPanel}
        about={desk.about}
        onAbout={desk.setAbout}
        onRegions={desk.setRegions}
      />
      {desk.edited && <EditedNote edited={desk.edited} notes={notes} desk={desk} version={row.version} />}
    </div>
  );
}

interface EditedProps {
  edited: Edited;
  notes: Notes;
  desk: Desk;
  version: number;
}

function EditedNote({ edited, notes, desk, version }: EditedProps) {
  const close = () => desk.setEdited(null);
  const after = (act: () => void) => () => {
    act();
    close();
  };
  if ("written" in edited) {
    const save = (text: string) => {
      if (text.trim()) void desk.undo.add(edited.written, version, text.trim());
      close();
    };
    return <NoteEditor text="" quote="" onSave={save} onClose={close} />;
  }
  const { note, page } = edited.placed;
  const { comment } = desk;
  const place = note.kind === "highlight" && page !== null ? { page, region: regionOf(note.shape), quote: note.quote } : null;
  return (
    <NoteEditor
      text={note.text}
      quote={note.quote}
      onSave={(text) => after(() => notes.edit(note, text.trim()))()}
      onRemove={after(() => notes.remove(note.id))}
      onComment={place && comment ? after(() => comment(place)) : undefined}
      onClose={close}
    />
  );
}
