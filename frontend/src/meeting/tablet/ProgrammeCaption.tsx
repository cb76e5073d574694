import { IconPointFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import type { Programme } from "../shared/programme";
import { turnOf } from "../shared/selectors";
import { clockText } from "../shared/time";
import classes from "./Tablet.module.css";

/** "Đang phát biểu": the one red tag over a picture. */
export function LiveTag() {
  const { t } = useTranslation("meeting");
  return (
    <span className={classes.liveTag}>
      <IconPointFilled size={16} aria-hidden />
      {t("stage.speaking")}
    </span>
  );
}

/** Who is in the picture, and the time left of their turn. */
export function ProgrammeCaption({ programme }: { programme: Programme }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const turn = turnOf(parts);
  const name = programme.mode === "grid" ? t("stage.grid") : programme.place || programme.person || t("stage.nobody");
  return (
    <>
      <strong className={classes.captionName}>{name}</strong>
      {turn && programme.speaking ? (
        <span className={classes.captionMeta}>
          {t("floor.left")} <TurnClock turn={turn} /> / {clockText(turn.limit_seconds)}
        </span>
      ) : (
        <span className={classes.captionMeta}>{programme.place ? programme.person : programme.position}</span>
      )}
    </>
  );
}
