import { Button, Menu, SegmentedControl } from "@mantine/core";
import { IconClockPlus, IconMicrophoneOff, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconWifiOff } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import type { FloorRow } from "@/live";
import { acts } from "../shared/acts";
import { TurnClock, UnitTime } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { floorSettingsOf, queueInOrder, turnOf } from "../shared/selectors";
import { clockText } from "../shared/time";
import { useCommand } from "../shared/useCommand";
import { useLineLost } from "../shared/useLineLost";
import { Queue } from "./Queue";
import classes from "./run.module.css";
import { LIMITS, useSpeakingLimit } from "./speakingLimit";
import { placeName } from "../shared/place";
import { useNextFocus } from "./useNextFocus";

const EXTENSIONS = [60, 120, 300];

function ExtendMenu() {
  const { t } = useTranslation("meeting");
  const act = useCommand();
  return (
    <Menu>
      <Menu.Target>
        <IconButton label={t("floor.extend")} variant="default">
          <IconClockPlus size={20} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {EXTENSIONS.map((seconds) => (
          <Menu.Item key={seconds} onClick={() => act.mutate(acts.extendTurn(seconds))}>
            {t("floor.extend_by", { count: seconds / 60 })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TurnButtons({ turn }: { turn: FloorRow }) {
  const { t } = useTranslation("meeting");
  const act = useCommand();
  const paused = turn.paused_at !== null;
  const PauseIcon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <div className={classes.turnButtons}>
      <IconButton
        label={t(paused ? "floor.resume" : "floor.pause")}
        variant="default"
        onClick={() => act.mutate(paused ? acts.resumeTurn : acts.pauseTurn)}
      >
        <PauseIcon size={20} aria-hidden />
      </IconButton>
      <ExtendMenu />
      <Button
        className={classes.grow}
        leftSection={<IconPlayerStop size={20} aria-hidden />}
        loading={act.isPending}
        aria-label={t("floor.end")}
        data-next-focus
        onClick={() => act.mutate(acts.endTurn)}
      >
        {t("floor.end_short")}
      </Button>
    </div>
  );
}

/** Who speaks, how long still, and the means to pause, extend or end the turn. */
export function TurnCard({ turn }: { turn: FloorRow }) {
  const { t } = useTranslation("meeting");
  const { can } = useMeetingView();
  const lost = useLineLost(turn.identity, turn.site_id);
  return (
    <article className={classes.turn} data-testid="turn" data-lost={lost}>
      <span className={classes.liveDot} aria-hidden />
      <div className={classes.turnWords}>
        <strong>{placeName(turn.site_name) || turn.full_name}</strong>
        <span>{turn.site_name ? `${turn.full_name} · ${turn.position}` : turn.position}</span>
        <span>
          {turn.paused_at !== null && `${t("floor.paused")} · `}
          {t("floor.left")} <TurnClock turn={turn} className={classes.turnClock} /> / {clockText(turn.limit_seconds)}
        </span>
        <UnitTime unit={turn.unit_name} itemId={turn.item_id} className={classes.unitTime} />
        {lost && (
          <span className={classes.lineLost} role="status">
            <IconWifiOff size={16} aria-hidden /> {t("floor.line_lost")}
          </span>
        )}
      </div>
      {can("grant_floor") && <TurnButtons turn={turn} />}
    </article>
  );
}

function LimitChoice() {
  const { t } = useTranslation("meeting");
  const [limit, setLimit] = useSpeakingLimit();
  return (
    <div className={classes.limit}>
      <span id="speaking-limit">{t("floor.limit")}</span>
      <SegmentedControl
        aria-labelledby="speaking-limit"
        size="sm"
        value={String(limit)}
        onChange={(value) => setLimit(Number(value))}
        data={LIMITS.map((seconds) => ({ value: String(seconds), label: t("floor.minutes", { count: seconds / 60 }) }))}
      />
    </div>
  );
}

/** The queues with one tap per invitation; the next in turn is the red one while nobody speaks. */
export function FloorControls() {
  const { parts, can } = useMeetingView();
  const turn = turnOf(parts);
  const section = useRef<HTMLDivElement>(null);
  useNextFocus(section, turn?.request_id ?? null);
  const chosen = floorSettingsOf(parts);
  const questions = queueInOrder(parts, "interpellation").length > 0;
  return (
    <div ref={section} className={classes.section}>
      {turn && <TurnCard turn={turn} />}
      <Queue name="speaking" />
      {(questions || chosen.interpellation_open || can("grant_floor")) && <Queue name="interpellation" />}
      {can("grant_floor") && <LimitChoice />}
    </div>
  );
}

/** Closes every site's microphone but the chair's and the speaker's. */
export function MuteAllButton() {
  const { t } = useTranslation("meeting");
  const { can, meeting } = useMeetingView();
  const act = useCommand({ done: t("floor.muted_all") });
  if (!can("grant_floor") || meeting.status !== "in_progress") return null;
  const ask = () =>
    confirmAct({
      title: t("floor.mute_all_title"),
      detail: t("floor.mute_all_detail"),
      act: t("floor.mute_all"),
      onConfirm: () => act.mutate(acts.muteAll),
    });
  return (
    <Button fullWidth leftSection={<IconMicrophoneOff size={20} aria-hidden />} loading={act.isPending} onClick={ask}>
      {t("floor.mute_all")}
    </Button>
  );
}
