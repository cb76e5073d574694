import { DndContext, KeyboardSensor, PointerSensor, closestCenter, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Button } from "@mantine/core";
import { IconArrowForwardUp, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { orderItems, removeDocument, removeItem } from "@/api/prepare";
import type { DocumentRow, DraftRow, ItemRow } from "@/api/snapshot";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { confirmAct } from "@/kit/confirm";
import { notifyRefused } from "@/kit/notify";
import { EmptyState } from "@/kit/States";
import { TakeAllLink } from "@/kit/TakeAllLink";
import { bundleLink } from "@/api/addresses";
import { LinkButton } from "@/rights/LinkDialog";
import { WatermarkSwitch } from "@/rights/WatermarkSwitch";
import { SectionHead } from "../SectionHead";
import type { Said } from "../papers/AboutFields";
import { Duties } from "../papers/Duties";
import { newestDrafts } from "../papers/drafts";
import { PaperDialog, type Paper } from "../papers/PaperDialog";
import { LARGEST_MB, refusalOf } from "../uploads/files";
import { itemAddress } from "../uploads/send";
import { Unfinished } from "../uploads/Unfinished";
import { UploadDialog } from "../uploads/UploadDialog";
import type { Uploads } from "../uploads/useUploads";
import classes from "./AgendaSection.module.css";
import { CarryOverDialog } from "./CarryOverDialog";
import { useDragWords } from "./dragWords";
import { ItemCard, type ItemActs } from "./ItemCard";
import { ItemForm } from "./ItemForm";
import { inOrder, moved, plannedStarts, sortedBy, totalMinutes } from "./order";

type Editing = { item: ItemRow | null };
type Dropped = { item: ItemRow; files: File[] };

/** The order shown: the server's, or the one just dropped until the server has it. */
function useAgendaOrder(open: OpenMeeting) {
  const items = inOrder(open.parts.items);
  const [wanted, setWanted] = useState<string[] | null>(null);
  const order = useAct((ids: string[]) => orderItems(open.meeting.id, ids));
  const move = (from: string, to: string) => {
    const shown = wanted ? sortedBy(items, wanted) : items;
    const ids = moved(shown.map(({ id }) => id), from, to);
    setWanted(ids);
    order.mutate(ids, { onSettled: () => setWanted(null) });
  };
  return { items: wanted ? sortedBy(items, wanted) : items, move };
}

function useRemovals(meetingId: string) {
  const { t } = useTranslation();
  const dropItem = useAct((item: ItemRow) => removeItem(meetingId, item.id));
  const dropDocument = useAct((document: DocumentRow) => removeDocument(meetingId, document.id));
  const ask = (title: string, onConfirm: () => void) =>
    confirmAct({ title: t("prepare:agenda.remove_ask", { title }), act: t("act.remove"), onConfirm });
  return {
    remove: (item: ItemRow) => ask(item.title, () => dropItem.mutate(item)),
    removeDocument: (document: DocumentRow) => ask(document.title, () => dropDocument.mutate(document)),
  };
}

const paperOf = ({ id, item_id, title }: DocumentRow): Paper => ({ id, itemId: item_id, title });

const paperOfDraft = ({ document_id, item_id, title }: DraftRow): Paper => ({ id: document_id, itemId: item_id, title });

/** Tells at once about a file that the server would refuse; true when it is refused. */
function useRefuse(): (file: File) => boolean {
  const { t } = useTranslation();
  return (file) => {
    const refusal = refusalOf(file);
    if (refusal) notifyRefused(t(`prepare:upload.${refusal}`, { name: file.name, most: `${LARGEST_MB} MB` }));
    return refusal !== null;
  };
}

interface SortableItemsProps extends AgendaSectionProps {
  acts: ItemActs;
}

function SortableItems({ open, uploads, acts, editable, sought }: SortableItemsProps) {
  const { items, move } = useAgendaOrder(open);
  const words = useDragWords(items);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const starts = plannedStarts(items, open.meeting.scheduled_start);
  const documents = Object.values(open.parts.documents);
  const drafts = newestDrafts(open.parts.drafts);
  const decides = open.viewer.can.includes("approve_document");
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) move(String(active.id), String(over.id));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd} accessibility={words}>
      <SortableContext items={items.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className={classes.items}>
          {items.map((item) => (
            <ItemCard
              key={item.id}
              item={item}
              begins={starts.get(item.id) ?? open.meeting.scheduled_start}
              documents={documents.filter(({ item_id }) => item_id === item.id)}
              drafts={drafts.filter(({ item_id }) => item_id === item.id)}
              decides={decides}
              uploads={uploads}
              acts={acts}
              editable={editable}
              sought={item.id === sought}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

function AgendaHead({ open, onAdd }: { open: OpenMeeting; onAdd: (() => void) | undefined }) {
  const { t } = useTranslation();
  const [carrying, setCarrying] = useState(false);
  const items = inOrder(open.parts.items);
  const facts = [t("prepare:agenda.count", { count: items.length }), t("prepare:agenda.minutes", { count: totalMinutes(items) })];
  return (
    <SectionHead title={t("prepare:agenda.title")} facts={facts.join(" · ")}>
      {Object.keys(open.parts.documents).length > 0 && <TakeAllLink meetingId={open.meeting.id} variant="default" />}
      {onAdd && Object.keys(open.parts.documents).length > 0 && (
        <LinkButton compact title={open.meeting.title} subject={open.meeting.id} make={(minutes) => bundleLink(open.meeting.id, minutes)} />
      )}
      {onAdd && (
        <Button onClick={() => setCarrying(true)} leftSection={<IconArrowForwardUp size={18} aria-hidden />}>
          {t("prepare:carry.title")}
        </Button>
      )}
      {onAdd && (
        <Button onClick={onAdd} leftSection={<IconPlus size={18} aria-hidden />}>
          {t("prepare:agenda.add")}
        </Button>
      )}
      {carrying && <CarryOverDialog meetingId={open.meeting.id} onClose={() => setCarrying(false)} />}
    </SectionHead>
  );
}

interface AgendaSectionProps {
  open: OpenMeeting;
  uploads: Uploads;
  editable: boolean;
  /** The item to bring into sight. */
  sought: string | null;
}

/** The agenda and its documents. */
export function AgendaSection({ open, uploads, editable, sought }: AgendaSectionProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const [paper, setPaper] = useState<Paper | null>(null);
  const meetingId = open.meeting.id;
  const refuse = useRefuse();
  const acts: ItemActs = {
    ...useRemovals(meetingId),
    edit: (item) => setEditing({ item }),
    openDocument: (document) => setPaper(paperOf(document)),
    openDraft: (draft) => setPaper(paperOfDraft(draft)),
    addFiles: (item, files) => {
      const wanted = files.filter((file) => !refuse(file));
      if (wanted.length > 0) setDropped({ item, files: wanted });
    },
  };
  const send = ({ item }: Dropped, files: { file: File; title: string }[], said: Said) => {
    uploads.add(files.map((named) => ({ address: itemAddress(meetingId, item.id), itemId: item.id, fields: { ...said }, ...named })));
    setDropped(null);
  };
  return (
    <>
      <AgendaHead open={open} onAdd={editable ? () => setEditing({ item: null }) : undefined} />
      {open.viewer.can.includes("upload_document") && Object.keys(open.parts.items).length > 0 && <WatermarkSwitch open={open} />}
      <Duties open={open} editable={editable} />
      {editable && <Unfinished uploads={uploads} />}
      <SortableItems open={open} uploads={uploads} acts={acts} editable={editable} sought={sought} />
      {Object.keys(open.parts.items).length === 0 && (
        <EmptyState title={t("prepare:agenda.none_title")} detail={t("prepare:agenda.none_detail")} />
      )}
      {editing && <ItemForm open={open} item={editing.item} onClose={() => setEditing(null)} />}
      {paper && <PaperDialog open={open} paper={paper} uploads={uploads} editable={editable} onClose={() => setPaper(null)} />}
      {dropped && (
        <UploadDialog
          itemTitle={dropped.item.title}
          files={dropped.files}
          onCancel={() => setDropped(null)}
          onUpload={(files, said) => send(dropped, files, said)}
        />
      )}
    </>
  );
}
