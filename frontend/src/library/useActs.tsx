import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  binFolder, binPaper, editFolder, editPaper, useLibraryAct, type Folder, type Library, type OwnPaper,
} from "@/api/library";
import { useMay } from "@/api/session";
import { documentLink, ownPaperLink } from "@/api/addresses";
import { CopyDialog } from "@/rights/CopyDialog";
import { LinkDialog } from "@/rights/LinkDialog";
import { downloadOf, readAt } from "./address";
import type { LineActs } from "./Lines";
import { MoveDialog } from "./MoveDialog";
import { NameDialog } from "./NameDialog";
import { SendDialog } from "./SendDialog";
import { placesFor } from "./tree";

export const LONGEST_FOLDER_NAME = 120;
const LONGEST_TITLE = 300;

type Thing = { kind: "folder"; folder: Folder } | { kind: "paper"; paper: OwnPaper };
type Asking = { about: Thing; what: "rename" | "move" | "send" | "copy" | "link" };

const idOf = (thing: Thing) => (thing.kind === "folder" ? thing.folder.id : thing.paper.id);
const nameOf = (thing: Thing) => (thing.kind === "folder" ? thing.folder.name : thing.paper.title);

function renamed(thing: Thing, name: string): Promise<unknown> {
  return thing.kind === "folder" ? editFolder(idOf(thing), { name }) : editPaper(idOf(thing), { title: name });
}

function moved(thing: Thing, to: string | null): Promise<unknown> {
  return thing.kind === "folder" ? editFolder(idOf(thing), { parent_id: to }) : editPaper(idOf(thing), { folder_id: to });
}

/** How a temporary address of the paper is made, in the form in which it may be taken along. */
function linkTo(paper: OwnPaper) {
  const { id, document_id, taking } = paper;
  return (minutes: number) =>
    document_id ? documentLink(document_id, taking === "original" ? "original" : "file", minutes) : ownPaperLink(id, minutes);
}

interface DialogProps {
  library: Library;
  asking: Asking;
  onClose: () => void;
}

function Rename({ asking: { about }, onClose }: DialogProps) {
  const { t } = useTranslation("library");
  const rename = useLibraryAct((name: string) => renamed(about, name), { onDone: onClose });
  return (
    <NameDialog
      title={t("rename.title", { name: nameOf(about) })}
      label={t(about.kind === "folder" ? "folder.name" : "rename.paper")}
      initial={nameOf(about)}
      limit={about.kind === "folder" ? LONGEST_FOLDER_NAME : LONGEST_TITLE}
      act={t("act.rename")}
      pending={rename.isPending}
      onAct={rename.mutate}
      onClose={onClose}
    />
  );
}

function Move({ library, asking: { about }, onClose }: DialogProps) {
  const { t } = useTranslation("library");
  const move = useLibraryAct((to: string | null) => moved(about, to), { done: t("move.done"), onDone: onClose });
  const { folders, deepest } = library;
  const places =
    about.kind === "folder"
      ? placesFor(folders, about.folder, deepest)
      : [null, ...folders].filter((place) => (place?.id ?? null) !== about.paper.folder_id);
  return <MoveDialog name={nameOf(about)} folders={folders} places={places} pending={move.isPending} onMove={move.mutate} onClose={onClose} />;
}

function Dialog(props: DialogProps) {
  const { asking, onClose } = props;
  if (asking.what === "rename") return <Rename {...props} />;
  if (asking.what === "move") return <Move {...props} />;
  if (asking.about.kind === "folder") return null;
  const { paper } = asking.about;
  if (asking.what === "copy") return <CopyDialog title={paper.title} documentId={readAt(paper).id} onClose={onClose} />;
  if (asking.what === "link") return <LinkDialog title={paper.title} subject={readAt(paper).id} make={linkTo(paper)} onClose={onClose} />;
  return <SendDialog paper={paper} onClose={onClose} />;
}

/** What may be done with the lines of the list, and the dialog that asks for what is missing. */
export function useActs(library: Library): { of: (thing: Thing) => LineActs; dialog: ReactNode } {
  const { t } = useTranslation("library");
  const [asking, setAsking] = useState<Asking | null>(null);
  const maySend = useMay("upload_documents");
  const bin = useLibraryAct((thing: Thing) => (thing.kind === "folder" ? binFolder(idOf(thing)) : binPaper(idOf(thing))), {
    done: t("bin.done", { count: library.bin_days }),
  });
  const of = (about: Thing): LineActs => ({
    rename: () => setAsking({ about, what: "rename" }),
    move: () => setAsking({ about, what: "move" }),
    bin: () => bin.mutate(about),
    ...(about.kind === "paper" && about.paper.status === "ready" && about.paper.is_open && {
      download: downloadOf(about.paper),
      ...(about.paper.taking === "copy" && { copy: () => setAsking({ about, what: "copy" }) }),
      ...(about.paper.taking !== "none" && { link: () => setAsking({ about, what: "link" }) }),
      ...(maySend && about.paper.document_id === null && { send: () => setAsking({ about, what: "send" }) }),
    }),
  });
  return { of, dialog: asking && <Dialog library={library} asking={asking} onClose={() => setAsking(null)} /> };
}
