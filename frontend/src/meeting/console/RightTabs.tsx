import { Tabs } from "@mantine/core";
import { IconDoorEnter, IconMail, IconMessages, IconMicrophone2, IconSpeakerphone, type Icon } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMeetingView } from "../shared/context";
import { Announcements } from "../talk/Announcements";
import { Chat } from "../talk/Chat";
import { lobbyOf } from "../talk/lobby";
import { LobbyPanel } from "../talk/LobbyPanel";
import { Notes } from "../talk/Notes";
import { conversationOf, isChair } from "../talk/rooms";
import classes from "../talk/Talk.module.css";
import { Unread } from "../talk/Unread";
import { useUnread } from "../talk/useRead";

type Name = "run" | "announce" | "chat" | "notes" | "lobby";

const ICONS: Record<Name, Icon> = {
  run: IconMicrophone2,
  announce: IconSpeakerphone,
  chat: IconMessages,
  notes: IconMail,
  lobby: IconDoorEnter,
};

function TabWords({ name, count, open }: { name: Name; count: number; open: boolean }) {
  const { t } = useTranslation("talk");
  const Symbol = ICONS[name];
  return (
    <span className={classes.tab} title={open ? undefined : t(`tab.${name}`)}>
      <Symbol size={20} stroke={1.75} aria-hidden />
      <span className={open ? undefined : classes.hidden}>{t(`tab.${name}`)}</span>
      <Unread count={count} />
    </span>
  );
}

/** The console's right column: running the meeting, and beside it what is said and who waits. */
export function RightTabs({ children }: { children: ReactNode }) {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  const unread = useUnread();
  const [open, setOpen] = useState("run");
  const showsNotes = isChair(view) || conversationOf(view.parts).notes_to_secretary || Object.keys(view.parts.notes).length > 0;
  const all: { name: Name; count: number; body: ReactNode }[] = [
    { name: "run", count: 0, body: children },
    { name: "announce", count: 0, body: <Announcements /> },
    { name: "chat", count: unread.chat, body: <Chat /> },
    { name: "notes", count: unread.notes, body: <Notes /> },
    { name: "lobby", count: lobbyOf(view.parts).waiting.length, body: <LobbyPanel /> },
  ];
  const panels = all.filter(({ name }) => name !== "notes" || showsNotes);
  return (
    <Tabs value={open} onChange={(value) => setOpen(value ?? "run")} className={classes.tabs} keepMounted={false}>
      <Tabs.List className={classes.tabList} aria-label={t("panels")}>
        {panels.map(({ name, count }) => (
          <Tabs.Tab key={name} value={name}>
            <TabWords name={name} count={count} open={name === open} />
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {panels.map(({ name, body }) => (
        <Tabs.Panel key={name} value={name} className={classes.tabPanel} data-run={name === "run"}>
          {body}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
