import { useSortable } from "@dnd-kit/sortable";
import { FileButton, UnstyledButton } from "@mantine/core";
import { IconGripVertical, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentRow, DraftRow, ItemRow } from "@/api/snapshot";
import { IconButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { ACCEPTED_TYPES } from "../uploads/files";
import { useFileDrop } from "../uploads/useFileDrop";
import type { Uploads } from "../uploads/useUploads";
import { DocumentChip, DraftChip, UploadChip } from "./DocumentChips";
import classes from "./ItemCard.module.css";

export interface ItemActs {
  edit: (item: ItemRow) => void;
  remove: (item: ItemRow) => void;
  addFiles: (item: ItemRow, files: File[]) => void;
  removeDocument: (document: DocumentRow) => void;
  openDocument: (document: DocumentRow) => void;
  openDraft: (draft: DraftRow) => void;
}

interface ItemCardProps {
  item: ItemRow;
  begins: string;
  documents: DocumentRow[];
  /** The newest versions on their way. */
  drafts: DraftRow[];
  /** Whether the viewer decides on what units submit. */
  decides: boolean;
  uploads: Uploads;
  acts: ItemActs;
  /** False when the viewer may read the agenda but not change it. */
  editable: boolean;
  /** Scrolled into sight and marked. */
  sought: boolean;
}

/** dnd-kit's transform as CSS; its own helper lives in a package that is not needed for this. */
function shift(transform: { x: number; y: number } | null): string | undefined {
  return transform ? `translate3d(${transform.x}px, ${transform.y}px, 0)` : undefined;
}

function Presenter({ item }: { item: ItemRow }): ReactNode {
  const { t } = useTranslation();
  if (item.presenter) return <p className={classes.presenter}>{item.presenter}</p>;
  return <p className={classes.unassigned}>{t("prepare:agenda.no_presenter")}</p>;
}

function ItemHead({ item, begins, acts, editable }: Pick<ItemCardProps, "item" | "begins" | "acts" | "editable">) {
  const { t } = useTranslation();
  return (
    <div className={classes.head}>
      <span className={classes.number}>{item.number}</span>
      <div className={classes.words}>
        <h3 className={classes.title}>
          {item.title} {item.access === "restricted" && <span className={classes.restricted}>{t(item.allowed.length > 0 ? "prepare:access.tag" : "prepare:access.tag_internal")}</span>}
        </h3>
        <Presenter item={item} />
      </div>
      <span className={classes.time}>
        {[clock(begins), t("prepare:agenda.minutes", { count: item.planned_minutes })].join(" · ")}
      </span>
      {editable && (
        <span className={classes.tools}>
          <IconButton label={t("prepare:agenda.edit_named", { title: item.title })} onClick={() => acts.edit(item)}>
            <IconPencil size={18} />
          </IconButton>
          <IconButton label={t("prepare:agenda.remove_named", { title: item.title })} onClick={() => acts.remove(item)}>
            <IconTrash size={18} />
          </IconButton>
        </span>
      )}
    </div>
  );
}

function AddDocument({ item, acts }: Pick<ItemCardProps, "item" | "acts">) {
  const { t } = useTranslation();
  return (
    <FileButton multiple accept={ACCEPTED_TYPES.join(",")} onChange={(files) => files.length > 0 && acts.addFiles(item, files)}>
      {(props) => (
        <UnstyledButton {...props} className={classes.drop} aria-label={t("prepare:upload.add_to", { item: item.title })}>
          <IconPlus size={18} aria-hidden />
          {t("prepare:upload.drop_here")}
        </UnstyledButton>
      )}
    </FileButton>
  );
}

function Documents({ item, documents, drafts, decides, uploads, acts, editable }: Omit<ItemCardProps, "begins" | "sought">) {
  return (
    <div className={classes.documents}>
      {documents.map((document) => (
        <DocumentChip
          key={document.id}
          document={document}
          onOpen={editable || decides ? () => acts.openDocument(document) : undefined}
          onRemove={editable ? () => acts.removeDocument(document) : undefined}
        />
      ))}
      {drafts.map((draft) => (
        <DraftChip key={draft.id} draft={draft} onOpen={() => acts.openDraft(draft)} />
      ))}
      {uploads.uploads
        .filter(({ itemId }) => itemId === item.id)
        .map((upload) => (
          <UploadChip key={upload.id} upload={upload} uploads={uploads} />
        ))}
      {editable && <AddDocument item={item} acts={acts} />}
    </div>
  );
}

/** One item of the agenda: dragged by its handle (or moved by keyboard), files dropped onto it become its documents. */
export function ItemCard(props: ItemCardProps) {
  const { item, begins, acts, editable, sought } = props;
  const { t } = useTranslation();
  const drop = useFileDrop((files) => acts.addFiles(item, files), editable);
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id: item.id, disabled: !editable });
  const card = useRef<HTMLLIElement | null>(null);
  useEffect(() => {
    if (sought) card.current?.scrollIntoView({ block: "center" });
  }, [sought]);
  const style: CSSProperties = { transform: shift(transform), transition };
  return (
    <li
      ref={(node) => {
        card.current = node;
        setNodeRef(node);
      }}
      style={style}
      className={classes.card}
      data-editable={editable}
      data-dragging={isDragging}
      data-over={drop.over}
      data-sought={sought}
      data-below={item.parent_id !== null}
      {...drop.handlers}
    >
      {editable && (
        <button
          type="button"
          className={classes.handle}
          {...attributes}
          {...listeners}
          aria-label={t("prepare:agenda.move_named", { title: item.title })}
        >
          <IconGripVertical size={20} aria-hidden />
        </button>
      )}
      <div className={classes.body}>
        <ItemHead item={item} begins={begins} acts={acts} editable={editable} />
        <Documents {...props} />
      </div>
    </li>
  );
}
