import {
  IconDownload, IconMoon, IconPlayerStop, IconScreenShare, IconSearch, IconSun, IconVolume, IconZoomIn, IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import classes from "./Reader.module.css";
import { ZOOMS, type ReaderSettings } from "./settings";

interface ToolbarProps {
  title: string;
  settings: ReaderSettings;
  onSettings: (change: Partial<ReaderSettings>) => void;
  onSearch: () => void;
  aloud: { possible: boolean; speaking: boolean; toggle: () => void };
  fileUrl: string;
  /** Undefined when this person may not show documents to everybody. */
  onPresent?: (() => void) | undefined;
  children?: ReactNode;
}

function ZoomButtons({ settings, onSettings }: Pick<ToolbarProps, "settings" | "onSettings">) {
  const { t } = useTranslation("meeting");
  const at = ZOOMS.indexOf(settings.zoom);
  const smaller = ZOOMS[at - 1];
  const larger = ZOOMS[at + 1];
  return (
    <>
      <IconButton
        label={t("reader.smaller")}
        disabled={smaller === undefined}
        onClick={() => smaller !== undefined && onSettings({ zoom: smaller })}
      >
        <IconZoomOut size={22} stroke={1.75} aria-hidden />
      </IconButton>
      <IconButton
        label={t("reader.larger")}
        disabled={larger === undefined}
        onClick={() => larger !== undefined && onSettings({ zoom: larger })}
      >
        <IconZoomIn size={22} stroke={1.75} aria-hidden />
      </IconButton>
    </>
  );
}

/** The head of the reader: what is read, and how. */
export function Toolbar(props: ToolbarProps) {
  const { t } = useTranslation("meeting");
  const { title, settings, onSettings, onSearch, aloud, fileUrl, onPresent } = props;
  const Night = settings.night ? IconSun : IconMoon;
  const Aloud = aloud.speaking ? IconPlayerStop : IconVolume;
  return (
    <div className={classes.toolbar}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.tools} role="toolbar" aria-label={t("reader.tools")}>
        <IconButton label={t("reader.search")} onClick={onSearch}>
          <IconSearch size={22} stroke={1.75} aria-hidden />
        </IconButton>
        <ZoomButtons settings={settings} onSettings={onSettings} />
        <IconButton
          label={t("reader.night")}
          aria-pressed={settings.night}
          onClick={() => onSettings({ night: !settings.night })}
        >
          <Night size={22} stroke={1.75} aria-hidden />
        </IconButton>
        {aloud.possible && (
          <IconButton label={t(aloud.speaking ? "reader.stop_aloud" : "reader.aloud")} onClick={aloud.toggle}>
            <Aloud size={22} stroke={1.75} aria-hidden />
          </IconButton>
        )}
        {onPresent && (
          <IconButton label={t("reader.present")} onClick={onPresent}>
            <IconScreenShare size={22} stroke={1.75} aria-hidden />
          </IconButton>
        )}
        <IconButton label={t("reader.file")} onClick={() => window.open(fileUrl, "_blank", "noopener")}>
          <IconDownload size={22} stroke={1.75} aria-hidden />
        </IconButton>
        {props.children}
      </div>
    </div>
  );
}
