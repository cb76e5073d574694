import { Anchor, SegmentedControl, Switch } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMeetingView } from "../shared/context";
import { isOver } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { talk } from "./acts";
import { conversationOf } from "./rooms";
import classes from "./Talk.module.css";

const MODES = ["off", "answers", "all"] as const;

/** Who writes in the room for everybody, and what becomes of messages after the meeting. */
export function ChatSettings() {
  const { t } = useTranslation("talk");
  const { id, parts, meeting } = useMeetingView();
  const chosen = conversationOf(parts);
  const act = useCommand();
  const over = isOver(meeting);
  return (
    <fieldset className={classes.settings} disabled={over}>
      <legend>{t("chat.settings")}</legend>
      <span id="chat-mode">{t("chat.mode")}</span>
      <SegmentedControl
        fullWidth
        aria-labelledby="chat-mode"
        disabled={over}
        value={chosen.everybody}
        onChange={(everybody) => act.mutate(talk.set({ everybody }))}
        data={MODES.map((value) => ({ value, label: t(`chat.modes.${value}`) }))}
      />
      <Switch
        label={t("chat.keep")}
        checked={chosen.chat_kept}
        disabled={over}
        onChange={(event) => act.mutate(talk.set({ chat_kept: event.currentTarget.checked }))}
      />
      {chosen.chat_kept && (
        <Anchor href={`/api/meetings/${id}/chat.csv`} download className={classes.download}>
          <IconDownload size={18} aria-hidden /> {t("chat.export")}
        </Anchor>
      )}
    </fieldset>
  );
}
