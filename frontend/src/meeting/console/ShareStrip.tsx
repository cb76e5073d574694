import { Button } from "@mantine/core";
import { IconScreenShare } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MediaState } from "@/media";
import { acts } from "../shared/acts";
import { Elapsed } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { shareOf } from "../shared/programme";
import { ShareButton } from "../shared/ShareButton";
import { useCommand } from "../shared/useCommand";
import classes from "./Console.module.css";

/** Whose screen is shared, since when; shows, hides and stops it, or shares the console's own. */
export function ShareStrip({ state }: { state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { parts, can } = useMeetingView();
  const act = useCommand();
  const share = shareOf(parts);
  const own = share !== null && share.identity === state.identity;
  return (
    <div className={classes.share}>
      {share && (
        <p data-testid="share-strip">
          <IconScreenShare size={18} aria-hidden /> {t("share.of", { name: placeName(share.name) })} · <Elapsed since={share.started_at} />
        </p>
      )}
      {share && can("set_layout") && (
        <Button size="sm" aria-pressed={share.shown} onClick={() => act.mutate(acts.showShare(share.id, !share.shown))}>
          {t(share.shown ? "share.hide" : "share.show")}
        </Button>
      )}
      {share && !own && can("grant_floor") && (
        <Button size="sm" onClick={() => act.mutate(acts.stopShare(share.id))}>
          {t("share.stop")}
        </Button>
      )}
      {(share === null || own) && <ShareButton state={state} size="sm" />}
    </div>
  );
}
