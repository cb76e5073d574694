import { Drawer, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DocumentRow } from "@/live";
import { Changes } from "./Changes";
import { Comments, type About } from "./Comments";
import { NotesList } from "./NotesList";
import type { Region } from "./NotesLayer";
import type { Notes, Placed } from "./useNotes";

export type Panel = "own" | "comments" | "changes";
const PANELS: readonly Panel[] = ["own", "comments", "changes"];
/** A poll (150) opens above the drawer. */
const BELOW_POLL = 140;

interface DrawerProps {
  panel: Panel | null;
  onPanel: (panel: Panel | null) => void;
  row: DocumentRow;
  page: number;
  notes: Notes;
  about: About | null;
  since: number | null;
  onAbout: (about: About | null) => void;
  onPage: (page: number) => void;
  onOpen: (placed: Placed) => void;
  onRegions: (regions: Region[]) => void;
}

/** What was written on a document: one's own notes, what is said of it, and what changed in it. */
export function NotesDrawer({ panel, onPanel, row, page, notes, about, since, onAbout, onPage, onOpen, onRegions }: DrawerProps) {
  const { t } = useTranslation("notes");
  return (
    <Drawer opened={panel !== null} onClose={() => onPanel(null)} position="right" size="30rem" zIndex={BELOW_POLL} lockScroll={false} withOverlay={false} title={t("drawer")}>
      <Tabs value={panel} onChange={(value) => onPanel(value as Panel)} keepMounted={false}>
        <Tabs.List grow>
          {PANELS.filter((one) => one !== "own" || notes.isPossible).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="own">
          <NotesList documentId={row.id} placed={notes.placed} onPage={onPage} onOpen={onOpen} onRemove={notes.remove} />
        </Tabs.Panel>
        <Tabs.Panel value="comments">
          <Comments row={row} page={page} about={about} onAbout={onAbout} onPage={onPage} onRegions={onRegions} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <Changes row={row} since={since} onPage={onPage} />
        </Tabs.Panel>
      </Tabs>
    </Drawer>
  );
}
