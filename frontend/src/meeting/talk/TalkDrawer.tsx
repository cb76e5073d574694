import { Drawer, Tabs } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeetingView } from "../shared/context";
import { Announcements } from "./Announcements";
import { Chat } from "./Chat";
import { lobbyOf } from "./lobby";
import { LobbyPanel } from "./LobbyPanel";
import { Notes } from "./Notes";
import { isChair } from "./rooms";
import classes from "./Talk.module.css";
import { Unread } from "./Unread";
import { useUnread } from "./useRead";

const PANELS = { chat: Chat, notes: Notes, announce: Announcements, lobby: LobbyPanel };
type Panel = keyof typeof PANELS;
/** A poll (150) opens above the drawer: nobody misses a vote while writing, and what is written stays. */
const BELOW_POLL = 140;

/** The panels of this viewer: an observer by office writes no notes, and only who runs the meeting announces. */
function usePanels(): Panel[] {
  const view = useMeetingView();
  const writesNotes = view.me !== null || view.viewer.role === "technician";
  const panels: Panel[] = isChair(view) ? ["notes", "chat"] : writesNotes ? ["chat", "notes"] : ["chat"];
  return view.can("run_meeting") ? [...panels, "announce", "lobby"] : panels;
}

/** Everything that is said beside the floor, on a tablet. */
export function TalkDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("talk");
  const { parts } = useMeetingView();
  const panels = usePanels();
  const unread = useUnread();
  const waiting = lobbyOf(parts).waiting.length;
  const counts: Record<Panel, number> = { chat: unread.chat, notes: unread.notes, announce: 0, lobby: waiting };
  const [open, setOpen] = useState<Panel | null>(null);
  const shown = open ?? panels.find((panel) => counts[panel] > 0) ?? panels[0] ?? "chat";
  const Shown = PANELS[shown];
  return (
    <Drawer
      opened={opened}
      onClose={() => {
        setOpen(null);
        onClose();
      }}
      position="right"
      size="26rem"
      zIndex={BELOW_POLL}
      lockScroll={false}
      title={t("title")}
      classNames={{ content: classes.drawer, body: classes.drawerBody }}
    >
      <Tabs value={shown} onChange={(value) => setOpen(value as Panel)} className={classes.tabs} keepMounted={false}>
        {panels.length > 1 && (
          <Tabs.List className={classes.tabList}>
            {panels.map((panel) => (
              <Tabs.Tab key={panel} value={panel}>
                <span className={classes.tab}>
                  {t(`tab.${panel}`)}
                  <Unread count={counts[panel]} />
                </span>
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        <Tabs.Panel value={shown} className={classes.tabPanel}>
          <Shown />
        </Tabs.Panel>
      </Tabs>
    </Drawer>
  );
}
