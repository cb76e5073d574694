import { Button } from "@mantine/core";
import { IconBookmark, IconHighlight, IconMessage2, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/kit/States";
import classes from "./notes.module.css";
import type { NoteKind } from "./types";
import type { Placed } from "./useNotes";

const ICONS: Record<NoteKind, typeof IconPencil> = { ink: IconPencil, highlight: IconHighlight, text: IconMessage2, bookmark: IconBookmark };

interface ListProps {
  documentId: string;
  placed: readonly Placed[];
  onPage: (page: number) => void;
  onOpen: (placed: Placed) => void;
  onRemove: (id: string) => void;
}

interface Line {
  key: string;
  placed: Placed;
  /** How many strokes of a page stand in one line. */
  count: number;
}

/** All strokes of a page make one line; every other note its own. */
function linesOf(placed: readonly Placed[]): Line[] {
  const lines = new Map<string, Line>();
  for (const one of placed) {
    const key = one.note.kind === "ink" ? `ink ${one.page ?? `${one.note.version}/${one.note.page}`}` : one.note.id;
    const known = lines.get(key);
    lines.set(key, known ? { ...known, count: known.count + 1 } : { key, placed: one, count: 1 });
  }
  return [...lines.values()].sort((a, b) => (a.placed.page ?? a.placed.note.page) - (b.placed.page ?? b.placed.note.page));
}

function NoteLine({ line, onPage, onOpen }: { line: Line } & Pick<ListProps, "onPage" | "onOpen">) {
  const { t } = useTranslation("notes");
  const { placed, count } = line;
  const { note, page } = placed;
  const Icon = ICONS[note.kind];
  const canEdit = note.kind === "text" || note.kind === "highlight";
  return (
    <li className={classes.card} data-testid="note-line">
      <span className={classes.meta}>
        <Icon size={16} aria-hidden /> {t(`kind.${note.kind}`, { count })}
        {note.copy_of !== null && ` · ${t("copy")}`}
      </span>
      {note.quote && <p className={classes.quote}>{note.quote}</p>}
      {note.text && <p>{note.text}</p>}
      <div className={classes.acts}>
        {page !== null && <Button onClick={() => onPage(page)}>{t("page", { page })}</Button>}
        {canEdit && <Button onClick={() => onOpen(placed)}>{t("edit")}</Button>}
      </div>
    </li>
  );
}

function LostLine({ line, documentId, onRemove }: { line: Line } & Pick<ListProps, "documentId" | "onRemove">) {
  const { t } = useTranslation("notes");
  const { note } = line.placed;
  const picture = `/api/documents/${documentId}/pages/${note.page}.webp?size=thumb&version=${note.version}`;
  return (
    <li className={classes.card} data-testid="lost-note">
      <img className={classes.thumb} src={picture} alt={t("old_page", { page: note.page, version: note.version })} loading="lazy" />
      <span className={classes.meta}>{t("was_at", { page: note.page, version: note.version })}</span>
      {note.quote && <p className={classes.quote}>{note.quote}</p>}
      {note.text && <p>{note.text}</p>}
      <div className={classes.acts}>
        {note.kind !== "ink" && <Button onClick={() => onRemove(note.id)}>{t("remove")}</Button>}
      </div>
    </li>
  );
}

/** One's own notes on a document by page, and those whose place was not found in this version. */
export function NotesList(props: ListProps) {
  const { t } = useTranslation("notes");
  const lost = linesOf(props.placed.filter(({ how }) => how === "lost"));
  const found = linesOf(props.placed.filter(({ how }) => how !== "lost"));
  return (
    <div className={classes.section}>
      <p className={classes.meta}>{t("private")}</p>
      {props.placed.length === 0 && <EmptyState title={t("none")} detail={t("none_detail")} />}
      {lost.length > 0 && (
        <>
          <h3>{t("lost")}</h3>
          <ul className={classes.list}>{lost.map((line) => <LostLine key={line.key} line={line} {...props} />)}</ul>
        </>
      )}
      {lost.length > 0 && found.length > 0 && <h3>{t("found")}</h3>}
      <ul className={classes.list}>{found.map((line) => <NoteLine key={line.key} line={line} {...props} />)}</ul>
    </div>
  );
}
