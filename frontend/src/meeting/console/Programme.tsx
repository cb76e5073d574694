import { Button, Switch } from "@mantine/core";
import {
  IconDeviceDesktop, IconLayoutGrid, IconLayoutSidebarRight, IconPictureInPicture, IconRotateRectangle, IconUser, type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Layout } from "@/live";
import type { MediaState } from "@/media";
import { MuteAllButton } from "../run/FloorControls";
import { TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { isOver, turnOf } from "../shared/selectors";
import { Stage } from "../shared/Stage";
import type { Shown } from "../shared/useProgramme";
import { LiveTag } from "../tablet/ProgrammeCaption";
import classes from "./Console.module.css";
import { lacks, MODES } from "./layoutChoice";
import { LayoutSettings } from "./LayoutSettings";
import { ShareStrip } from "./ShareStrip";
import { useDirector, type Director } from "./useDirector";

const ICONS: Record<Layout["mode"], Icon> = {
  speaker: IconUser,
  speaker_central: IconPictureInPicture,
  document: IconLayoutSidebarRight,
  grid: IconLayoutGrid,
  sequence: IconRotateRectangle,
  chair: IconDeviceDesktop,
};

/** Every mode by one press, or by its digit. */
function Modes({ director }: { director: Director }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  return (
    <div className={classes.modes} role="group" aria-label={t("layout.title")}>
      {MODES.map((mode, index) => {
        const ModeIcon = ICONS[mode];
        const missing = lacks(parts, mode);
        return (
          <Button
            key={mode}
            className={classes.mode ?? ""}
            justify="flex-start"
            aria-pressed={director.layout.mode === mode}
            aria-keyshortcuts={director.keys ? String(index + 1) : undefined}
            title={missing === null ? undefined : t(missing)}
            leftSection={<ModeIcon size={20} stroke={1.75} aria-hidden />}
            rightSection={director.keys && <kbd className={classes.key} aria-hidden>{index + 1}</kbd>}
            disabled={!director.allowed || director.pending || missing !== null}
            onClick={() => director.choose({ mode })}
          >
            {t(`layout.${mode}`)}
          </Button>
        );
      })}
    </div>
  );
}

function Habits({ director }: { director: Director }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.habits}>
      <Switch size="sm" label={t("layout.preview_first")} checked={director.previewing} onChange={(event) => director.setPreviewing(event.currentTarget.checked)} />
      <Switch size="sm" label={t("layout.keys")} checked={director.keys} onChange={(event) => director.setKeys(event.currentTarget.checked)} />
    </div>
  );
}

/** What stands under the picture in words. */
function AirFoot({ shown }: { shown: Shown }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const turn = turnOf(parts);
  if (shown.mode === "grid") return null;
  const paper = parts.documents[shown.documentId ?? ""]?.title;
  const words: Partial<Record<Shown["mode"], string | undefined>> = {
    share: shown.share ? t("share.of", { name: placeName(shown.share.name) }) : undefined,
    document: paper,
  };
  return (
    <div className={classes.airFoot}>
      <strong>{words[shown.mode] ?? (shown.place || shown.person || t("stage.nobody"))}</strong>
      {turn && shown.speaking && <TurnClock turn={turn} />}
    </div>
  );
}

/** A layout as sites would see it, before it goes on air. */
function Preview({ director }: { director: Director }) {
  const { t } = useTranslation("meeting");
  if (!director.previewing) return null;
  if (!director.draft) return <p className={classes.quiet}>{t("layout.preview_empty")}</p>;
  return (
    <section className={classes.preview} aria-label={t("layout.preview")}>
      <div className={classes.onAir} data-draft>
        <Stage papers preview={director.draft}>
          {(shown) => (
            <>
              <span className={classes.previewTag}>{t("layout.preview")}</span>
              <AirFoot shown={shown} />
            </>
          )}
        </Stage>
      </div>
      <div className={classes.takes}>
        <Button variant="filled" disabled={director.pending} onClick={director.take} aria-keyshortcuts="Enter">
          {t("layout.take")}
        </Button>
        <Button onClick={director.drop} aria-keyshortcuts="Escape">
          {t("layout.drop")}
        </Button>
      </div>
    </section>
  );
}

/** What the sites see now, and the means to change it. */
export function Programme({ state }: { state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { meeting } = useMeetingView();
  const director = useDirector();
  return (
    <div className={classes.programme}>
      <div className={classes.screens}>
        <div className={classes.onAir}>
          <Stage papers>
            {(shown) => (
              <>
                {shown.speaking && shown.mode !== "grid" && <LiveTag />}
                <AirFoot shown={shown} />
              </>
            )}
          </Stage>
        </div>
        {!isOver(meeting) && director.allowed && <Preview director={director} />}
      </div>
      {!isOver(meeting) && (
        <section className={classes.layout} aria-label={t("layout.title")}>
          <h2>{t("layout.title")}</h2>
          <Modes director={director} />
          {director.allowed && <LayoutSettings director={director} />}
          {director.allowed && <Habits director={director} />}
          <ShareStrip state={state} />
          <MuteAllButton />
        </section>
      )}
    </div>
  );
}
