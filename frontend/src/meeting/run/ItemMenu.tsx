import { Menu } from "@mantine/core";
import { IconArrowBackUp, IconCalendarShare, IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { ReasonDialog } from "@/kit/ReasonDialog";
import type { ItemRow } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { isLeftOut } from "../shared/item";
import { useCommand } from "../shared/useCommand";
import { RecusalDialog } from "./Recusals";

type Asked = "reopen" | "skip" | "postpone";
const ASKED = { reopen: acts.openItem, skip: acts.skipItem, postpone: acts.postponeItem };

function Ask({ item, what, onClose }: { item: ItemRow; what: Asked; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const act = useCommand({ onDone: onClose });
  return (
    <ReasonDialog
      title={t(`item_act.${what}_title`, { number: item.number })}
      detail={t(`item_act.${what}_detail`)}
      act={t(`item_act.${what}`)}
      required
      pending={act.isPending}
      onAct={(reason) => act.mutate(ASKED[what](item.id, reason))}
      onClose={onClose}
    />
  );
}

interface EntriesProps {
  item: ItemRow;
  onAsk: (what: Asked) => void;
  onRecuse: () => void;
}

function Entries({ item, onAsk, onRecuse }: EntriesProps) {
  const { t } = useTranslation("meeting");
  const { meeting } = useMeetingView();
  const act = useCommand();
  const running = meeting.status === "in_progress";
  const current = item.status === "current";
  return (
    <>
      {item.status === "done" && running && (
        <Menu.Item leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={() => onAsk("reopen")}>
          {t("item_act.reopen")}
        </Menu.Item>
      )}
      {current && running && (
        <Menu.Item
          leftSection={item.paused_at ? <IconPlayerPlay size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />}
          onClick={() => act.mutate(item.paused_at ? acts.resumeItem(item.id) : acts.pauseItem(item.id))}
        >
          {t(item.paused_at ? "item_act.resume" : "item_act.pause")}
        </Menu.Item>
      )}
      {item.status !== "done" && (
        <Menu.Item leftSection={<IconUserOff size={18} aria-hidden />} onClick={onRecuse}>
          {t("recusal.record")}
        </Menu.Item>
      )}
      {item.status === "pending" && (
        <Menu.Item leftSection={<IconPlayerTrackNext size={18} aria-hidden />} onClick={() => onAsk("skip")}>
          {t("item_act.skip")}
        </Menu.Item>
      )}
      {(item.status === "pending" || current) && (
        <Menu.Item leftSection={<IconCalendarShare size={18} aria-hidden />} onClick={() => onAsk("postpone")}>
          {t("item_act.postpone")}
        </Menu.Item>
      )}
      {isLeftOut(item) && (
        <Menu.Item leftSection={<IconArrowBackUp size={18} aria-hidden />} onClick={() => act.mutate(acts.restoreItem(item.id))}>
          {t("item_act.restore")}
        </Menu.Item>
      )}
    </>
  );
}

/** What else may be done with an item: take it up again, stop its clock, leave it out, bring it back, record who keeps out. */
export function ItemMenu({ item }: { item: ItemRow }) {
  const { t } = useTranslation("meeting");
  const { meeting, can } = useMeetingView();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [recusing, setRecusing] = useState(false);
  if (!can("run_meeting") || ["ended", "closed", "cancelled"].includes(meeting.status)) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t("item_act.menu", { number: item.number })}>
            <IconDots size={18} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Entries item={item} onAsk={setAsked} onRecuse={() => setRecusing(true)} />
        </Menu.Dropdown>
      </Menu>
      {asked && <Ask item={item} what={asked} onClose={() => setAsked(null)} />}
      {recusing && <RecusalDialog item={item} onClose={() => setRecusing(false)} />}
    </>
  );
}
