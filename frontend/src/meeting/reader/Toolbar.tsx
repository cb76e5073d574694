import { Menu } from "@mantine/core";
import {
  IconBook, IconDotsVertical, IconDownload, IconLayoutSidebar, IconMaximize, IconMinimize, IconMoon, IconPlayerStop,
  IconPrinter, IconRotateClockwise, IconScreenShare, IconSearch, IconSun, IconTextSize, IconVolume, IconZoomIn, IconZoomOut,
  type Icon,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./Reader.module.css";
import type { ReaderSettings } from "./settings";
import type { ReadAloud } from "./useReadAloud";

export interface Tools {
  settings: ReaderSettings;
  change: (change: Partial<ReaderSettings>) => void;
  smaller: (() => void) | undefined;
  larger: (() => void) | undefined;
  search: () => void;
  panel: { open: boolean; toggle: () => void };
  aloud: ReadAloud;
  rotate: () => void;
  full: { possible: boolean; on: boolean; toggle: () => void };
  /** Two pages have room. */
  wide: boolean;
  print: (() => void) | undefined;
  fileUrl: string | null;
}

interface ToolbarProps {
  title: string;
  tools: Tools;
  /** Undefined when this person may not show this document to everybody. */
  onPresent?: (() => void) | undefined;
  children?: ReactNode;
}

interface EntryProps {
  icon: Icon;
  label: string;
  checked?: boolean;
  onClick: () => void;
}

function Entry({ icon: Shape, label, checked, onClick }: EntryProps) {
  const state = checked === undefined ? {} : { role: "menuitemcheckbox", "aria-checked": checked };
  return (
    <Menu.Item className={classes.entry} leftSection={<Shape size={20} stroke={1.75} aria-hidden />} onClick={onClick} data-checked={checked} {...state}>
      {label}
    </Menu.Item>
  );
}

/** What is needed now and then. */
function More({ tools }: { tools: Tools }) {
  const { t } = useTranslation("meeting");
  const { settings, change, aloud, full, fileUrl } = tools;
  return (
    <Menu position="bottom-end" width={280} withinPortal={!full.on}>
      <Menu.Target>
        <IconButton label={t("reader.more")}>
          <IconDotsVertical size={22} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {tools.wide && !settings.words && (
          <Entry icon={IconBook} label={t("reader.beside")} checked={settings.beside} onClick={() => change({ beside: !settings.beside })} />
        )}
        <Entry icon={IconTextSize} label={t("reader.words")} checked={settings.words} onClick={() => change({ words: !settings.words })} />
        <Entry icon={aloud.speaking ? IconPlayerStop : IconVolume} label={t(aloud.speaking ? "reader.stop_aloud" : "reader.aloud")} onClick={aloud.toggle} />
        {!settings.words && <Entry icon={IconRotateClockwise} label={t("reader.rotate")} onClick={tools.rotate} />}
        {full.possible && <Entry icon={full.on ? IconMinimize : IconMaximize} label={t(full.on ? "reader.leave_full" : "reader.full")} onClick={full.toggle} />}
        {tools.print && <Entry icon={IconPrinter} label={t("reader.print")} onClick={tools.print} />}
        {fileUrl !== null && <Entry icon={IconDownload} label={t("reader.file")} onClick={() => window.open(fileUrl, "_blank", "noopener")} />}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The head of the reader: what is read, and how. */
export function Toolbar({ title, tools, onPresent, children }: ToolbarProps) {
  const { t } = useTranslation("meeting");
  const { settings, change, smaller, larger, panel } = tools;
  const Night = settings.night ? IconSun : IconMoon;
  return (
    <div className={classes.toolbar}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.tools} role="toolbar" aria-label={t("reader.tools")}>
        <IconButton label={t("reader.panel")} aria-pressed={panel.open} onClick={panel.toggle}>
          <IconLayoutSidebar size={22} stroke={1.75} aria-hidden />
        </IconButton>
        <IconButton label={t("reader.search")} onClick={tools.search}>
          <IconSearch size={22} stroke={1.75} aria-hidden />
        </IconButton>
        <div className={classes.sizes} data-words={settings.words}>
          <IconButton label={t("reader.smaller")} disabled={!smaller} onClick={smaller}>
            <IconZoomOut size={22} stroke={1.75} aria-hidden />
          </IconButton>
          <IconButton label={t("reader.larger")} disabled={!larger} onClick={larger}>
            <IconZoomIn size={22} stroke={1.75} aria-hidden />
          </IconButton>
        </div>
        <IconButton label={t("reader.night")} aria-pressed={settings.night} onClick={() => change({ night: !settings.night })}>
          <Night size={22} stroke={1.75} aria-hidden />
        </IconButton>
        {onPresent && (
          <IconButton label={t("reader.present")} onClick={onPresent}>
            <IconScreenShare size={22} stroke={1.75} aria-hidden />
          </IconButton>
        )}
        {children}
        <More tools={tools} />
      </div>
    </div>
  );
}
