import { Anchor, Breadcrumbs, Button, FileButton, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconFolderPlus, IconTrash, IconUpload } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import {
  LIBRARY_KEY, createFolder, listenToTabs, useLibrary, useLibraryAct, useLibraryChanged, useOwnPapers, type Library, type Order,
} from "@/api/library";
import { useUser } from "@/api/session";
import { OnlyFor } from "@/app/OnlyFor";
import { PrimaryButton } from "@/kit/Buttons";
import { notifyRefused } from "@/kit/notify";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import { UploadChip } from "@/prepare/agenda/DocumentChips";
import { ACCEPTED_TYPES, LARGEST_MB, refusalOf } from "@/prepare/uploads/files";
import { Unfinished } from "@/prepare/uploads/Unfinished";
import { UploadDialog, type NamedFile } from "@/prepare/uploads/UploadDialog";
import { useFileDrop } from "@/prepare/uploads/useFileDrop";
import { useUploads, type Uploads } from "@/prepare/uploads/useUploads";
import { OWN_PAPERS } from "./address";
import { Bin } from "./Bin";
import classes from "./Library.module.css";
import { FolderLine, PaperLine } from "./Lines";
import { NameDialog } from "./NameDialog";
import { Places, Quota, type Place } from "./Places";
import { foldersIn, fullName, wayTo } from "./tree";
import { LONGEST_FOLDER_NAME, useActs } from "./useActs";

const ORDERS: readonly Order[] = ["newest", "title"];

/** Where one is lives in the address, so that back and reload keep it. */
function useAddress(library: Library) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("folder");
  const folder = library.folders.some(({ id }) => id === asked) ? asked : null;
  const place: Place = search.has("bin") ? "bin" : { folder };
  return {
    place,
    folder,
    query: search.get("query") ?? "",
    order: search.get("order") === "title" ? ("title" as const) : ("newest" as const),
    page: Math.max(1, Number(search.get("page")) || 1),
    go: (to: Place) => setSearch(to === "bin" ? { bin: "1" } : to.folder ? { folder: to.folder } : {}),
    change: (name: "query" | "order" | "page", value: string) =>
      setSearch((old) => {
        const next = new URLSearchParams(old);
        if (name !== "page") next.delete("page");
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      }, { replace: name === "query" }),
  };
}

type Address = ReturnType<typeof useAddress>;

interface AtPlace {
  library: Library;
  at: Address;
}

function Way({ library, at }: AtPlace) {
  const { t } = useTranslation("library");
  const way = wayTo(library.folders, at.folder);
  return (
    <nav aria-label={t("way")} className={classes.way}>
      <Breadcrumbs separator="/">
        {[null, ...way].map((folder) => {
          const name = folder?.name ?? t("top");
          const isLast = (folder?.id ?? null) === at.folder;
          return isLast ? (
            <span key={name} aria-current="page" className={classes.here}>
              {name}
            </span>
          ) : (
            <Anchor key={folder?.id ?? "top"} component="button" type="button" onClick={() => at.go({ folder: folder?.id ?? null })}>
              {name}
            </Anchor>
          );
        })}
      </Breadcrumbs>
    </nav>
  );
}

function NewFolder({ library, at }: AtPlace) {
  const { t } = useTranslation("library");
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const create = useLibraryAct((name: string) => createFolder(name, at.folder), { onDone: close });
  if (wayTo(library.folders, at.folder).length >= library.deepest) return null;
  return (
    <>
      <Button leftSection={<IconFolderPlus size={20} aria-hidden />} onClick={() => setAsking(true)}>
        {t("folder.new")}
      </Button>
      {asking && (
        <NameDialog title={t("folder.new")} label={t("folder.name")} limit={LONGEST_FOLDER_NAME} act={t("folder.create")} pending={create.isPending} onAct={create.mutate} onClose={close} />
      )}
    </>
  );
}

/** Files that may be sent; what may not is said at once. */
function useChosen() {
  const { t } = useTranslation();
  const [files, setFiles] = useState<File[]>([]);
  const choose = (chosen: File[]) =>
    setFiles(
      chosen.filter((file) => {
        const refusal = refusalOf(file);
        if (refusal) notifyRefused(t(`prepare:upload.${refusal}`, { name: file.name, most: `${LARGEST_MB} MB` }));
        return !refusal;
      }),
    );
  return { files, choose };
}

interface UploadingProps extends AtPlace {
  uploads: Uploads;
  chosen: ReturnType<typeof useChosen>;
}

function UploadAsk({ library, at, uploads, chosen: { files, choose } }: UploadingProps) {
  const { t } = useTranslation("library");
  if (files.length === 0) return null;
  const fields: Record<string, string> = at.folder ? { folder_id: at.folder } : {};
  const send = (named: NamedFile[]) => {
    uploads.add(named.map((each) => ({ address: OWN_PAPERS, itemId: at.folder ?? "", fields, ...each })));
    choose([]);
  };
  const where = at.folder ? fullName(library.folders, at.folder) : t("top");
  return <UploadDialog plain itemTitle={where} files={files} onCancel={() => choose([])} onUpload={send} />;
}

function Sending({ uploads }: { uploads: Uploads }) {
  return (
    <div className={classes.sending}>
      <Unfinished uploads={uploads} />
      {uploads.uploads.map((upload) => (
        <UploadChip key={upload.id} upload={upload} uploads={uploads} />
      ))}
    </div>
  );
}

function Nothing({ at, choose }: { at: Address; choose: (files: File[]) => void }) {
  const { t } = useTranslation("library");
  if (at.query) return <EmptyState title={t("none_found", { query: at.query })} detail={t("none_found_detail")} />;
  return (
    <EmptyState
      icon={<IconUpload size={32} stroke={1.5} aria-hidden />}
      title={t(at.folder ? "none_in_folder" : "none")}
      detail={t("none_detail")}
      action={
        <FileButton multiple accept={ACCEPTED_TYPES.join(",")} onChange={choose}>
          {(props) => <Button {...props}>{t("choose_files")}</Button>}
        </FileButton>
      }
    />
  );
}

function List({ library, at, choose }: AtPlace & { choose: (files: File[]) => void }) {
  const { of, dialog } = useActs(library);
  const papers = useOwnPapers(at);
  const folders = at.query ? [] : foldersIn(library.folders, at.folder);
  const whereIs = (id: string | null) => (at.query && id ? fullName(library.folders, id) : "");
  return (
    <Loadable query={papers}>
      {(found) => (
        <>
          {folders.length + found.items.length === 0 && <Nothing at={at} choose={choose} />}
          {folders.length + found.items.length > 0 && (
            <ul className={classes.list} aria-busy={papers.isPlaceholderData}>
              {at.page === 1 &&
                folders.map((folder) => (
                  <FolderLine
                    key={folder.id}
                    folder={folder}
                    inside={foldersIn(library.folders, folder.id).length}
                    acts={of({ kind: "folder", folder })}
                    onOpen={() => at.go({ folder: folder.id })}
                  />
                ))}
              {found.items.map((paper) => (
                <PaperLine key={paper.id} paper={paper} where={whereIs(paper.folder_id)} acts={of({ kind: "paper", paper })} />
              ))}
            </ul>
          )}
          {found.pages > 1 && <Pager page={found} onPage={(page) => at.change("page", String(page))} />}
          {dialog}
        </>
      )}
    </Loadable>
  );
}

function Contents({ library, at }: AtPlace) {
  const { t } = useTranslation("library");
  const uploads = useUploads(useLibraryChanged());
  const chosen = useChosen();
  const drop = useFileDrop(chosen.choose, true);
  return (
    <section className={classes.contents} data-over={drop.over} {...drop.handlers}>
      <div className={classes.head}>
        <Way library={library} at={at} />
        <div className={classes.buttons}>
          <NewFolder library={library} at={at} />
          <FileButton multiple accept={ACCEPTED_TYPES.join(",")} onChange={chosen.choose}>
            {(props) => (
              <PrimaryButton {...props} leftSection={<IconUpload size={20} aria-hidden />}>
                {t("upload")}
              </PrimaryButton>
            )}
          </FileButton>
        </div>
      </div>
      <div className={classes.tools}>
        <SearchInput key={at.folder} label={t("find")} maxLength={100} initial={at.query} onSearch={(query) => at.change("query", query)} className={classes.find ?? ""} />
        <Select
          aria-label={t("order.label")}
          className={classes.order ?? ""}
          data={ORDERS.map((value) => ({ value, label: t(`order.${value}`) }))}
          value={at.order}
          onChange={(order) => at.change("order", order ?? "")}
        />
      </div>
      <Sending uploads={uploads} />
      <List library={library} at={at} choose={chosen.choose} />
      <UploadAsk library={library} at={at} uploads={uploads} chosen={chosen} />
      {drop.over && <div className={classes.drop}>{t("drop")}</div>}
    </section>
  );
}

/** On narrow screens the bin and the room left stand below the list. */
function Below({ library, at }: AtPlace) {
  const { t } = useTranslation("library");
  const inBin = at.place === "bin";
  return (
    <div className={classes.below}>
      <Button variant="subtle" leftSection={<IconTrash size={20} aria-hidden />} onClick={() => at.go(inBin ? { folder: null } : "bin")}>
        {inBin ? t("bin.leave") : t("bin.open", { count: library.binned })}
      </Button>
      <Quota library={library} />
    </div>
  );
}

function Shelf({ library }: { library: Library }) {
  const at = useAddress(library);
  return (
    <div className={classes.page}>
      <Places library={library} place={at.place} onGo={at.go} />
      {at.place === "bin" ? (
        <section className={classes.contents}>
          <Bin library={library} page={at.page} onPage={(page) => at.change("page", String(page))} />
        </section>
      ) : (
        <Contents key={at.folder} library={library} at={at} />
      )}
      <Below library={library} at={at} />
    </div>
  );
}

function Own() {
  const { t } = useTranslation("library");
  const client = useQueryClient();
  const library = useLibrary();
  useEffect(() => listenToTabs(() => void client.invalidateQueries({ queryKey: LIBRARY_KEY })), [client]);
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <Loadable query={library}>{(found) => <Shelf library={found} />}</Loadable>
    </>
  );
}

/** One's own documents: folders, uploads, the bin; nobody else sees them. */
export default function LibraryPage() {
  return useUser().person ? <Own /> : <OnlyFor who="people" />;
}
