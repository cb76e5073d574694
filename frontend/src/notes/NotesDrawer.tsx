import { Drawer, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Changes } from "./Changes";
import { Comments, type About } from "./Comments";
import { NotesList } from "./NotesList";
import type { Region } from "./NotesLayer";
import type { Noted } from "./types";
import type { Notes, Placed } from "./useNotes";

export type Panel = "own" | "comments" | "changes";
export const PANELS: readonly Panel[] = ["own", "comments", "changes"];
/** A poll (150) opens above the drawer. */
const BELOW_POLL = 140;

interface DrawerProps {
  panel: Panel | null;
  panels: readonly Panel[];
  onPanel: (panel: Panel | null) => void;
  row: Noted;
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
export function NotesDrawer({ panel, panels, onPanel, row, page, notes, about, since, onAbout, onPage, onOpen, onRegions }: DrawerProps) {
  const { t } = useTranslation("notes");
  const tabs = panels.filter((one) => one !== "own" || notes.isPossible);
  const title = tabs.length === 1 ? t(`tab.${tabs[0] ?? "own"}`) : t("drawer");
  return (
    <Drawer opened={panel !== null} onClose={() => onPanel(null)} position="right" size="30rem" zIndex={BELOW_POLL} lockScroll={false} withOverlay={false} title={title}>
      <Tabs value={panel} onChange={(value) => onPanel(value as Panel)} keepMounted={false}>
        {tabs.length > 1 && (
          <Tabs.List grow>
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`tab.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
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
